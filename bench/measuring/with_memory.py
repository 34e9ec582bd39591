"""`python with_memory.py manage.py COMMAND ...`: runs it and prints its peak memory in kilobytes as the last line."""

import resource
import subprocess
import sys

if __name__ == "__main__":
    code = subprocess.call([sys.executable, *sys.argv[1:]])
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, flush=True)
    sys.exit(code)
