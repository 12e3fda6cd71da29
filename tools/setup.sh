# Sourced by ./run and ./test: what the machine needs, and how to get it. Debian 12; apt only where something is missing.

readonly BUILD_PACKAGES="g++ make cmake ninja-build git ca-certificates pkg-config gzip python3
  libboost1.81-dev libsqlite3-dev libsqlitecpp-dev nlohmann-json3-dev libtomlplusplus-dev libcli11-dev"
readonly TEST_PACKAGES="libgtest-dev libgmock-dev clang-14 libclang-rt-14-dev clang-format-14 chromium fonts-dejavu-core
  sqlite3"
readonly ALL_PACKAGES="emscripten libfuzzer-14-dev libbenchmark-dev"
readonly NODE_MAJOR=20 NODE_MINOR=19

say() { printf '%s\n' "$*" >&2; }
die() { say "unknot: $*"; exit 1; }

need_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || die "these Debian packages are missing: ${missing[*]}. Install them as root, or install sudo."
    as_root=(sudo)
  fi
  say "Installing ${#missing[@]} Debian packages: ${missing[*]}"
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq)
  "${apt[@]}" update || die "apt-get update failed: is this machine connected?"
  "${apt[@]}" install -y --no-install-recommends "${missing[@]}" >/dev/null || die "apt-get could not install: ${missing[*]}"
}

node_is_new_enough() {
  local version
  version=$(node --version 2>/dev/null) || return 1
  version=${version#v}
  local major=${version%%.*} rest=${version#*.}
  [ "$major" -gt "$NODE_MAJOR" ] || { [ "$major" -eq "$NODE_MAJOR" ] && [ "${rest%%.*}" -ge "$NODE_MINOR" ]; }
}

# Vite needs a newer node than Debian 12 has; the npm registry carries one. Kept in .tools/, nothing outside is touched.
need_node() {
  [ -x "$ROOT/.tools/node_modules/node/bin/node" ] && PATH="$ROOT/.tools/node_modules/node/bin:$PATH"
  export PATH
  node_is_new_enough && command -v npm >/dev/null && return 0
  command -v npm >/dev/null || need_packages nodejs npm
  node_is_new_enough && return 0
  say "Fetching node 22 for the web build into .tools/"
  mkdir -p "$ROOT/.tools"
  (cd "$ROOT/.tools" && echo '{"private":true}' >package.json && npm install --no-audit --no-fund --silent node@22) ||
    die "npm could not fetch node 22"
  PATH="$ROOT/.tools/node_modules/node/bin:$PATH"
  node_is_new_enough || die "the node in .tools/ does not start"
}

# Builds web/dist when a source is newer than the last build.
build_web() {
  need_node
  local stamp="$ROOT/web/dist/.built"
  if [ ! -d "$ROOT/web/node_modules" ] || [ "$ROOT/web/package-lock.json" -nt "$ROOT/web/node_modules/.package-lock.json" ]; then
    (cd "$ROOT/web" && npm ci --no-audit --no-fund --silent) || die "npm ci failed in web/"
  fi
  if [ ! -f "$stamp" ] || [ -n "$(find "$ROOT/web" -path "$ROOT/web/node_modules" -prune -o -path "$ROOT/web/dist" -prune \
      -o -path "$ROOT/web/e2e" -prune -o -type f -newer "$stamp" -print -quit)" ]; then
    (cd "$ROOT/web" && npm run --silent build) || die "the web build failed"
    touch "$stamp"
  fi
}

# WITH_TESTS=OFF leaves out what only the tests need, so that ./run asks for less of the machine.
build_native() { # preset [targets...]
  local preset=$1
  shift
  (cd "$ROOT" && cmake --preset "$preset" -DUNKNOT_TESTS="${WITH_TESTS:-ON}" >"$ROOT/build/$preset-configure.log" 2>&1) ||
    { cat "$ROOT/build/$preset-configure.log" >&2; die "cmake could not configure the preset $preset"; }
  local log="$ROOT/build/$preset-build.log"
  cmake --build "$ROOT/build/$preset" -j "$(nproc)" ${1:+--target "$@"} >"$log" 2>&1 ||
    { tail -n 60 "$log" >&2; die "the build of the preset $preset failed (all of it: build/$preset-build.log)"; }
}
