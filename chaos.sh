#!/usr/bin/env bash
# Builds the chaos tool and runs every scenario, or the one that is named, with the options of docs/chaos.md. Needs what test.sh installs;
# partitions need root. The exit code is 0 only when nothing failed and no target was missed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

dotnet build -c Release tests/Spikes.Chaos --disable-build-servers -v quiet </dev/null
(($# > 0)) || set -- all
exec dotnet tests/Spikes.Chaos/bin/Release/net10.0/Spikes.Chaos.dll "$@"
