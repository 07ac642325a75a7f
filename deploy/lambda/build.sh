#!/bin/sh
# Puts the function's code together in build/lambda, which template.yaml takes it from:
#
#     deploy/lambda/build.sh [arm64|x86_64] [--extra redis]
#
# PyNaCl, msgspec and orjson are compiled. So they are fetched for the processor and the Python of the function, whatever
# machine this runs on; it needs uv alone, and no container.

set -eu
cd "$(dirname "$0")/../.."

architecture=${1:-arm64}
[ $# -eq 0 ] || shift
version=3.13
target=${TARGET:-build/lambda}

case $architecture in
arm64) platform=aarch64-manylinux2014 ;;
x86_64) platform=x86_64-manylinux2014 ;;
*)
    echo "build.sh: $architecture is no architecture of Lambda's: write arm64 or x86_64" >&2
    exit 2
    ;;
esac

rm -rf "$target"
mkdir -p "$target"

# What is locked, but for what a web server alone needs.
uv export --quiet --locked --no-emit-project "$@" \
    --no-emit-package httptools --no-emit-package starlette --no-emit-package uvicorn --no-emit-package uvloop \
    --output-file "$target/requirements.txt" >/dev/null
uv pip install --quiet --target "$target" --no-deps --only-binary :all: \
    --python-platform "$platform" --python-version "$version" --requirements "$target/requirements.txt"
cp -R app commands "$target"
find "$target" -name __pycache__ -prune -exec rm -r {} +

# The function cannot write, and would compile every module anew in each new instance. The bytecode is that of one version
# of Python, and is trusted without a look at the file's time, which does not survive the upload.
if uv run --quiet --no-project --python "$version" \
    python -m compileall -q --invalidation-mode unchecked-hash "$target" 2>/dev/null; then
    echo "build.sh: $target holds the function for Python $version on $architecture"
else
    echo "build.sh: $target is not compiled, so that cold starts take longer: there is no Python $version here" >&2
fi
