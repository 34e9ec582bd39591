"""Judges the rows of a file of items: which item each means, what it stands under, what would change."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from attributes.values import Attribute
from exchange.item_nodes import NAMES, Node, arrange, circle, stored_nodes
from exchange.models import Outcome
from exchange.targets import Candidate, Fault
from reference.adding import distinct, slug
from reference.models import Nomenclature, NomenclatureItem

CODE = NomenclatureItem._meta.get_field("code")
TOLD_OF_A_CIRCLE, LONGEST = 8, 100


class Judging:
    """All rows of one file beside all items of one nomenclature."""

    def __init__(
        self, nomenclature: Nomenclature, attributes: Mapping[str, Attribute], titles: Mapping[str, str]
    ) -> None:
        self.nomenclature, self.attributes, self.titles = nomenclature, attributes, titles
        self.stored = stored_nodes(nomenclature)
        self.by_code = {node.code: node for node in self.stored}
        self.by_name: dict[str, set[Node]] = defaultdict(set)
        for node in self.stored:
            self._name(node)
        self.added: list[Node] = []

    def judge(self, candidates: Sequence[Candidate]) -> None:
        """Sets outcome, record and changes of each row, or its faults."""
        self.codes = {str(each.values.get("code", "")) for each in candidates} | self.by_code.keys()
        for step in (self._identify, self._place):
            for candidate in candidates:
                self._try(candidate, step)
        self._refuse_orphans(candidates)
        self._refuse_circles()
        wanted = [each.work for each in candidates if not each.faults]
        self.added = [node for node in wanted if node.is_new]
        moved = arrange(self.stored, wanted)
        for node in wanted:
            self._compare(node, moved)

    def _try(self, candidate: Candidate, step: Callable[[Candidate], None]) -> None:
        if candidate.faults:
            return
        try:
            step(candidate)
        except ValidationError as error:
            by_name = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
            for name, messages in by_name.items():
                self._fail(candidate, " ".join(messages), name)

    def _fail(self, candidate: Candidate, reason: str, name: str = "") -> None:
        value = str(candidate.values.get(name) or "") if name else ""
        candidate.faults.append(Fault(self.titles.get(name, ""), value, reason))
        if isinstance(candidate.work, Node):
            candidate.work.leave()

    # --- which item

    def _identify(self, candidate: Candidate) -> None:
        values = candidate.values
        node = self._meant(values) or self._new(values)
        if node.candidate is not None:
            raise ValidationError(
                _("“%(item)s”: line %(line)s has it already.") % {"item": node.code, "line": node.candidate.line}
            )
        node.candidate, candidate.work = candidate, node
        node.values |= {name: value for name, value in values.items() if name in node.values}
        if not any(node.values[name] for name in NAMES):
            raise ValidationError(_("Enter the name in at least one language."))
        self._name(node)

    def _new(self, values: Mapping[str, Any]) -> Node:
        code = values.get("code") or ""
        if not code:
            name = next(values[name] for name in reversed(NAMES) if values.get(name))
            self.codes.add(code := distinct(slug(name, LONGEST), self.codes, LONGEST))
        node = self.by_code[code] = Node(code, values={"name_bg": "", "name_en": "", "stopped": False})
        return node

    def _meant(self, values: Mapping[str, Any]) -> Node | None:
        if code := values.get("code"):
            try:
                CODE.run_validators(code)
            except ValidationError as error:
                raise ValidationError({"code": error.messages}) from error
            return self.by_code.get(code)
        names = [values[name] for name in NAMES if values.get(name)]
        if not names:
            raise ValidationError(_("Enter a code or a name."))
        return self._named(*names)

    def _named(self, *names: str) -> Node | None:
        found = set().union(*(self.by_name.get(name.casefold(), ()) for name in names))
        if len(found) > 1:
            codes = ", ".join(sorted(node.code for node in found))
            raise ValidationError(
                _("“%(text)s” names several items; enter a code: %(codes)s.")
                % {"text": " / ".join(names), "codes": codes}
            )
        return next(iter(found), None)

    def _name(self, node: Node) -> None:
        for name in NAMES:
            if node.values[name]:
                self.by_name[node.values[name].casefold()].add(node)

    # --- what it stands under

    def _place(self, candidate: Candidate) -> None:
        if "parent" not in candidate.values:
            return
        text, node = candidate.values["parent"], candidate.work
        if not text:
            node.parent = None
            return
        try:
            found = self.by_code.get(text.lower()) or self._named(text)
        except ValidationError as error:
            raise ValidationError({"parent": error.messages}) from error
        if found is None:
            names = {"text": text, "list": self.nomenclature}
            reason = _("There is no item “%(text)s” in %(list)s, nor in the file.") % names
            raise ValidationError({"parent": reason})
        node.parent = found

    def _refuse_orphans(self, candidates: Sequence[Candidate]) -> None:
        """Rows under an item whose own row fails and that is not there yet fail with it, all the way down."""
        below: dict[Node, list[Candidate]] = defaultdict(list)
        for each in candidates:
            if not each.faults and each.work.parent is not None:
                below[each.work.parent].append(each)
        gone = [node for node in below if node.is_new and not node.is_wanted]
        while gone:
            node = gone.pop()
            line = node.candidate.line if node.candidate else 0
            for each in below.get(node, ()):
                if not each.faults:
                    reason = _("Line %(line)s, which adds “%(code)s” above it, fails.")
                    self._fail(each, reason % {"line": line, "code": node.code}, "parent")
                    gone += [each.work] if each.work.is_new else []

    def _refuse_circles(self) -> None:
        """No item may come to stand under itself: the rows that would make it so fail, with what they add."""
        while found := circle(node for node in self.by_code.values() if node.is_new or node.is_wanted):
            path = [node.code for node in reversed(found)][:TOLD_OF_A_CIRCLE]
            reason = _("“%(code)s” would stand under itself: %(path)s.")
            failing = [node.candidate for node in found if node.candidate and not node.stays]
            for candidate in failing:
                told = {"code": candidate.work.code, "path": " › ".join([*path, path[0]])}
                self._fail(candidate, reason % told, "parent")
            self._refuse_orphans([node.candidate for node in self.by_code.values() if node.candidate])

    # --- what changes

    def _compare(self, node: Node, moved: set[Node]) -> None:
        candidate = node.candidate
        if candidate is None:
            return
        candidate.record_id, candidate.version = node.pk, node.version
        if node.is_new:
            candidate.outcome = Outcome.CREATED.value
            return
        changes = {
            name: [self.attributes[name].show(each[name]) for each in (node.stored, node.values)]
            for name in node.values
            if node.values[name] != node.stored[name]
        }
        if not node.stays:
            changes["parent"] = [above.code if above else "" for above in (node.stored_parent, node.parent)]
        elif node in moved:
            changes["position"] = [str(node.stored_position), str(node.position)]
        candidate.changes = changes
        candidate.outcome = (Outcome.UPDATED if changes else Outcome.SAME).value
