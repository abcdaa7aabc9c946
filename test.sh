#!/usr/bin/env bash
# Builds everything and runs every test. Needs the .NET SDK of global.json and, for what is missing, the right to install
# Debian packages. The last line is "N passed, N failed"; the exit code is 0 only when nothing failed and nothing was left out.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
readonly project_limit=1800 # seconds
passed=0
failed=0

finish() {
  printf '\nTotal time: %d s\n' "$SECONDS"
  printf '%d passed, %d failed\n' "$passed" "$failed"
  ((failed == 0 && passed > 0)) || exit 1
  exit 0
}

give_up() {
  printf 'FAILED: %s\n' "$1"
  failed=$((failed + 1))
  finish
}

install_missing() {
  local missing=()
  [[ -x /usr/bin/chromium ]] || missing+=(chromium)
  [[ -n "$(command -v curl)" ]] || missing+=(curl)
  [[ -n "$(command -v jq)" ]] || missing+=(jq)
  [[ -n "$(command -v kubectl)" ]] || missing+=(kubernetes-client)
  compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || missing+=(postgresql)
  ((${#missing[@]} > 0)) || return 0

  local as_root=()
  [[ "$(id -u)" == 0 ]] || as_root=(sudo -n)
  echo "Installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  "${as_root[@]}" apt-get update -qq </dev/null || give_up "apt-get update; the tests need ${missing[*]}"
  "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null >/dev/null \
    || give_up "apt-get install ${missing[*]}; the tests need them"
  [[ -x /usr/bin/chromium ]] || give_up "/usr/bin/chromium is missing after its installation"
}

number_after() { # <word> <summary line>
  local found
  found="$(grep -oE "$1: [0-9]+" <<<"$2" | tail -n 1 | grep -oE '[0-9]+$' || true)"
  echo "${found:-0}"
}

run_project() { # <project> [<mode to test> <mode whose own tests are left out>]
  local name="$1${2:+ ($2)}" program="tests/$1/bin/Release/net10.0/$1.dll" filter=() log code=0 summary
  [[ -z "${3:-}" ]] || filter=(-trait- "Mode=$3")
  printf '\n== %s\n' "$name"
  if [[ ! -f "$program" ]]; then
    printf 'FAILED: %s was not built; is it in Spikes.sln?\n' "$1"
    failed=$((failed + 1))
    return
  fi

  log="$(mktemp)"
  SPIKES_TEST_MODE="${2:-}" timeout --kill-after=10 "$project_limit" \
    dotnet "$program" -noLogo -noColor "${filter[@]}" </dev/null 2>&1 | tee "$log" || code=$?
  summary="$(grep -E 'Total: [0-9]+, ' "$log" | tail -n 1 || true)"
  rm -f "$log"

  local total errors bad left_out
  total="$(number_after Total "$summary")"
  errors="$(number_after Errors "$summary")"
  bad=$(($(number_after Failed "$summary") + errors))
  left_out=$(($(number_after Skipped "$summary") + $(number_after 'Not Run' "$summary")))
  local good=$((total - (bad - errors) - left_out))

  if ((left_out > 0)); then
    printf 'FAILED: %s left out %d tests\n' "$name" "$left_out"
    bad=$((bad + left_out))
  elif ((total == 0)); then
    printf 'FAILED: %s ran no test\n' "$name"
    bad=$((bad + 1))
  elif ((code != 0 && bad == 0)); then
    printf 'FAILED: %s ended with exit code %d\n' "$name" "$code"
    bad=1
  fi
  printf '%s: %d of %d passed\n' "$name" "$good" "$total"
  passed=$((passed + good))
  failed=$((failed + bad))
}

[[ -n "$(command -v dotnet)" ]] || give_up "the .NET SDK is missing; install the version of global.json"
install_missing
dotnet build -c Release Spikes.sln --disable-build-servers -v minimal </dev/null || give_up "the build"

for project in tests/*.Tests/*.csproj; do
  name="$(basename "$project" .csproj)"
  if [[ "$name" == Spikes.Contract.Tests ]]; then
    run_project "$name" Local Cluster
    run_project "$name" Cluster Local
  else
    run_project "$name"
  fi
done
finish
