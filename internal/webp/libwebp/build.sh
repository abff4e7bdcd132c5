#!/bin/sh
# Makes ../libwebp.wasm from the sources of libwebp and encode.c. The same compiler
# makes the same bytes; webp_test.go holds their sum.
#
#   apt-get install clang-14 lld-14 wasi-libc libclang-rt-14-dev-wasm32
#   ./build.sh libwebp_1.5.0.orig.tar.gz
#
# The archive is Debian's source package of libwebp ("apt-get source libwebp"), which
# is the project's own release.
set -eu
archive=$(realpath "$1")
cd "$(dirname "$0")"
echo "7d6fab70cf844bf6769077bd5d7a74893f8ffd4dfb42861745750c63c2a5c92c  $archive" | sha256sum --check --quiet
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
tar xf "$archive" -C "$tmp" --strip-components=1
cp encode.c "$tmp"
(cd "$tmp" && clang-14 --target=wasm32-wasi -O3 -flto -msimd128 -DNDEBUG -mexec-model=reactor -I. -Isrc \
  -Wno-unused-command-line-argument -Wl,--strip-all -Wl,-z,stack-size=1048576 -Wl,--max-memory=536870912 \
  -o libwebp.wasm encode.c src/enc/*.c src/dsp/*.c src/utils/*.c sharpyuv/*.c)
cp "$tmp/libwebp.wasm" ..
cp "$tmp/COPYING" .
cat "$tmp/PATENTS" >> COPYING
