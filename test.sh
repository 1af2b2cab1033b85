#!/usr/bin/env bash
# Installs what the tests need, then checks formatting, builds, and runs every test. Needs only the .NET SDK to start with.
# Last line: N passed, N failed, N skipped. A skipped test has said why.
set -euo pipefail
cd "$(dirname "$0")"

# Kernel tests on OpenCL run on PoCL, and the tests of durable state start a Redis of their own,
# and promtool reads what processes say at /metrics; without them they are skipped.
packages="pocl-opencl-icd ocl-icd-libopencl1 redis-server prometheus"
missing=""
if command -v dpkg-query >/dev/null; then
  for package in $packages; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "ok installed" || missing="$missing $package"
  done
else
  missing=" $packages"
fi
if [ -n "$missing" ]; then
  sudo=""
  [ "$(id -u)" -eq 0 ] || sudo="sudo -n"
  # shellcheck disable=SC2086
  if command -v apt-get >/dev/null && $sudo true 2>/dev/null && { $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing; } >/dev/null 2>&1; then
    echo "installed:$missing"
  else
    echo "not installed:$missing (the OpenCL kernel tests, those with Redis or those with promtool will be skipped)"
  fi
fi

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
echo "== restore";    dotnet restore --locked-mode --verbosity quiet
echo "== formatting"; dotnet format --no-restore --verify-no-changes --severity warn
echo "== build";      dotnet build --no-restore --configuration Release --verbosity quiet -nologo
echo "== tests"

logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
passed=0 failed=0 skipped=0 broken=0

run() {
  local status=0
  dotnet "artifacts/bin/$1/release/Orchestrator.$1.dll" -nologo -noColor >"$logs/$1" 2>&1 || status=$?
  echo "$status" >"$logs/$1.status"
}

tell() {
  local log="$logs/$1" status summary f s n
  status=$(cat "$log.status")
  echo "-- $1"
  cat "$log"
  grep -E -A 20 '\[FAIL\]' "$log" >>"$logs/failures" || true
  summary=$(grep -E "Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+" "$log" | tail -n 1 || true)
  if [ -z "$summary" ]; then echo "$1 did not finish (exit code $status)"; broken=1; return; fi
  count() { echo "$summary" | sed -E "s/.*$1: ([0-9]+).*/\1/"; }
  f=$(($(count Failed) + $(count Errors))) s=$(count Skipped) n=$(count "Not Run")
  passed=$((passed + $(count Total) - $(count Failed) - s - n)) failed=$((failed + f)) skipped=$((skipped + s))
  if [ "$status" -ne 0 ] && [ "$f" -eq 0 ]; then echo "$1 ended with exit code $status"; broken=1; fi
}

run Unit; tell Unit
# One of them computes, the other mostly waits. All others want the machine to themselves: the end-to-end tests start processes of their own.
run Cluster & run Kernels; wait
tell Cluster; tell Kernels
run EndToEnd; tell EndToEnd

least=$(cat tests/least-count)
if [ $((passed + failed)) -lt "$least" ]; then
  echo "only $((passed + failed)) tests ran; tests/least-count asks for $least"
  broken=1
fi
if [ -s "$logs/failures" ]; then echo "== what failed"; cat "$logs/failures"; fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$broken" -eq 0 ]
