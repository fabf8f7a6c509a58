#!/bin/sh
# Installs the peer's packages and builds better-sqlite3's addon from source: its install step
# would first try to download a prebuilt addon, which fails on a machine without internet access.
# Needs a C++ compiler, make, python3 and Node's headers (Debian: libnode-dev; others ship them).
set -eu
cd "$(dirname "$0")"

first_existing() {
  for file in "$@"; do
    if [ -e "$file" ]; then
      echo "$file"
      return
    fi
  done
  echo "not found: any of $*" >&2
  exit 1
}

npm_program=$(readlink -f "$(command -v npm)")
node_gyp=$(first_existing "$(dirname "$npm_program")/../node_modules/node-gyp/bin/node-gyp.js" \
  /usr/share/nodejs/node-gyp/bin/node-gyp.js)
node_prefix=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
headers=$(first_existing "$node_prefix/include/node/common.gypi" \
  /usr/include/nodejs/common.gypi)
# node-gyp needs the folder above include/node, or Debian's own folder as it is.
node_folder=$(dirname "$headers")
node_folder=${node_folder%/include/node}

npm ci --ignore-scripts --no-audit --no-fund
cd node_modules/better-sqlite3
# SQLite calls fsync unless it is compiled with HAVE_FDATASYNC, as Debian's SQLite is: both programs use
# the same system call.
CFLAGS="${CFLAGS:-} -DHAVE_FDATASYNC=1"
export CFLAGS
node "$node_gyp" rebuild --release --jobs="${BUILD_JOBS:-1}" --nodedir="$node_folder"
