"""The words of the search column: what somebody may have meant who typed a word that nobody has."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models


class Word(models.Model):
    """A folded word of letters that some counterparties have. It may be gone from all of them since."""

    word = models.TextField(primary_key=True, db_collation="C")
    records = models.IntegerField()
    "In how many search columns it stood when they were last read as a whole; 1 if it has come since."

    class Meta:
        indexes = [GinIndex(OpClass("word", "gin_trgm_ops"), name="word_by_likeness")]

    def __str__(self) -> str:
        return self.word


class WordsRead(models.Model):
    """Up to which change of the history the words are known; the one row of its table."""

    change_id = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.change_id)
