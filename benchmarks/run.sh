#!/bin/sh
# Builds what is compared and compares it; --help tells the options. Needs gcc and zlib's headers.
cd "$(dirname "$0")/.." || exit 1
exec ./mvnw -q -Dquick -Pcompare -pl benchmarks -am package -DskipTests -Dargs="$*"
