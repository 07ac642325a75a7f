#!/bin/sh
# Puts the function's code together in build/lambda, which template.yaml takes it from:
#
#     deploy/lambda/build.sh [arm64|x86_64] [--extra redis]
#
# PyNaCl, msgspec and orjson are compiled. So they are fetched for the processor and the Python of the function, whatever
# machine this runs on; it needs uv alone (that of `make dev` will do), and no container.

set -eu
cd "$(dirname "$0")/../.."
PATH=$PATH:$PWD/.venv/bin
export UV_PYTHON_DOWNLOADS="${UV_PYTHON_DOWNLOADS:-never}"
command -v uv >/dev/null || {
    echo "build.sh: there is no uv here: run \`make dev\` once, or install it (https://docs.astral.sh/uv)" >&2
    exit 2
}

architecture=${1:-arm64}
[ $# -eq 0 ] || shift
version=3.13
finished=${TARGET:-build/lambda}
# What is there stays until its successor is complete.
target=$finished.new

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
is_compiled=yes
uv run --quiet --no-project --python "$version" \
    python -m compileall -q --invalidation-mode unchecked-hash "$target" 2>/dev/null || is_compiled=no

rm -rf "$finished"
mv "$target" "$finished"
echo "build.sh: $finished holds the function for Python $version on $architecture"
if [ $is_compiled = no ]; then
    echo "build.sh: it is not compiled, so that cold starts take longer: no Python $version was found here" >&2
fi
