#!/bin/sh
# Writes the pages of the diagnostics and the pictures of the documents.
# usage: scripts/docs.sh GMC
set -eu
cd "$(dirname "$0")/.."
gmc=$1
mkdir -p docs/diagnostics docs/images
rm -f docs/diagnostics/*.md
index=docs/diagnostics/README.md
printf '# Diagnostics\n\nThe pages that `gmc explain CODE` prints.\n\n' > "$index"
for code in $("$gmc" explain all); do
  "$gmc" explain "$code" > "docs/diagnostics/$code.md"
  printf -- '- [%s](%s.md)\n' "$(sed -n '1s/^# //p' "docs/diagnostics/$code.md")" "$code" >> "$index"
done
"$gmc" compile Models/mixtures/old_faithful.gm --plate docs/images/old_faithful.svg --quiet
"$gmc" compile Models/deep/m2.gm --plate docs/images/m2.svg --quiet
"$gmc" compile Models/factors/matrix_factorisation.gm --quiet \
  --plate docs/images/matrix_factorisation.svg
