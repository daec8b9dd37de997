#!/bin/sh
# A Gaussian mixture of Old Faithful's eruptions, from the story to the numbers.
# usage: scripts/demo.sh GMC
set -eu
cd "$(dirname "$0")/.."
gmc=$1
model=Models/mixtures/old_faithful.gm
data="--data Models/data/old_faithful.csv --bind x=eruptions,waiting"
mkdir -p out

step() { printf '\n--- %s\n' "$*"; }
run() { echo "\$ gmc $*"; "$gmc" "$@"; }

step "the story"
cat "$model"
step "is it sound?"
run check "$model"
step "its plate diagram"
run compile "$model" --plate out/old_faithful.svg
run compile "$model" --plate out/old_faithful.png
ls -l out/old_faithful.svg out/old_faithful.png
step "its objective"
run compile "$model" --objective -
step "the gradient, as a tensor program (how it begins and ends)"
# shellcheck disable=SC2086
echo "\$ gmc compile $model $data --print gradient"
# shellcheck disable=SC2086
"$gmc" compile "$model" $data --print gradient > out/old_faithful.gradient
head -n 24 out/old_faithful.gradient
echo "..."
tail -n 8 out/old_faithful.gradient
echo "($(wc -l < out/old_faithful.gradient) lines in out/old_faithful.gradient)"
step "the fit"
# shellcheck disable=SC2086
run fit "$model" $data -o out/old_faithful.json
step "the evidence of a hierarchical model: what is left of the integral takes one dimension"
run evidence Models/hierarchical/eight_schools.gm --data Models/data/eight_schools.json
step "MacKay's question: which degree of a polynomial do ten points speak for?"
run compare Models/regression/polynomial_evidence.gm \
  --data Models/data/bishop_curve_fitting.csv --plot out/occam.svg
ls -l out/occam.svg
