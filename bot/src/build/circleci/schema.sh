#!/usr/bin/env bash
# Fetches CircleCI's published JSON schema of .circleci/config.yml for ConfigFilesTest, which leaves the schema out of its
# checks while the file is not there:
#
#   bot/src/build/circleci/schema.sh && mvn -pl bot test -Dtest=ConfigFilesTest
#
# The schema is the one of CircleCI's own language server (Apache License 2.0), which is also what SchemaStore's
# circleciconfig.json refers to. It is pinned by commit and by hash. Another place to fetch it from may be named.
set -euo pipefail
repository=${1:-https://github.com/CircleCI-Public/circleci-yaml-language-server}
commit=c9a13f55002be4d417369b2dfce7f9da1ea7e517
hash=943887ba97ed0047f4170e83d3e5bf045ae12d824f6da56ca50c2224a7fbb458
folder=$(cd "$(dirname "$0")/../../.." && pwd)/target/circleci

mkdir -p "$folder"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
git init --quiet --bare "$scratch"
git -C "$scratch" fetch --quiet --depth 1 "$repository" "$commit"
git -C "$scratch" show FETCH_HEAD:schema.json > "$scratch/schema.json"
echo "$hash  $scratch/schema.json" | sha256sum --check --quiet
mv "$scratch/schema.json" "$folder/schema.json"
echo "$folder/schema.json"
