#!/usr/bin/env bash
# Publishes programs in the ways users do and runs what comes out: one line a check, exit code 1 where one fails.
# Two programs: test/ZipReader, which reads a model without naming a type of ours, and the README's, in a folder outside this repository.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=eng/programs.sh
. eng/programs.sh
eng/native-dependencies.sh

published=artifacts/publish-test # beside the build's outputs, so that hard links can serve
rm -rf "$published"
trap 'rm -rf "$work" "$root/$published"' EXIT

# The golden model's first rows (test/Golden/nola.scores.txt), by a program of test/ZipReader.
reads_golden_model() { # PROGRAM
  NOLA_BACKBONES=test/Golden/backbone "$1" test/Golden/nola.zip "baba baba" "guka gugu" "nora nono" >"$work/read"
  cat "$work/read"
  [ "$(head -n 1 "$work/read")" = '{"loaded_before":false,"loaded_after":true}' ]
  local line bits label row=0
  while read -r line; do
    row=$((row + 1))
    label=$(sed -E 's/.*"label":"([^"]*)".*/\1/' <<<"$line")
    # A single is mantissa * 2^exponent; the scores are positive.
    local numbers=()
    for bits in $(grep -oE '[0-9a-f]{8}' <<<"$line"); do
      numbers+=("$(((16#$bits & 0x7fffff) | 0x800000))" "$(((16#$bits >> 23) - 150))")
    done
    sed -n "${row}p" test/Golden/nola.scores.txt | awk -v label="$label" -v numbers="${numbers[*]}" '
      { split(numbers, n, " "); good = $1 == label && NF == 4
        for (i = 2; i <= NF; i++) { d = n[2 * i - 3] * 2 ^ n[2 * i - 2] - $i; if (d > 1e-5 || d < -1e-5) good = 0 }
        exit !good }'
  done < <(tail -n +2 "$work/read")
  [ "$row" = 3 ]
}

folder() {
  publish test/ZipReader "$published/folder" --self-contained false
  # The assemblies that ours is compiled against are copies with widened access: the real ones must be published, and the tool that makes the copies not.
  local package file
  package=$(global_packages)
  package+=/$(grep -oE '"Microsoft\.ML/[0-9.]+"' artifacts/obj/ZipReader/project.assets.json | head -n 1 | tr -d '"' | tr '[:upper:]' '[:lower:]')
  for file in Core Data; do
    cmp "$published/folder/Microsoft.ML.$file.dll" "$package/lib/netstandard2.0/Microsoft.ML.$file.dll"
  done
  [ -z "$(find "$published/folder" -name '*OpenReferences*')" ]
  reads_golden_model "$published/folder/ZipReader"
}

single_file_ahead_of_time() {
  publish test/ZipReader "$published/r2r" --self-contained false -p:PublishSingleFile=true -p:PublishReadyToRun=true
  [ -z "$(find "$published/r2r" -name '*.dll')" ]
  lacks OpenReferences "$published/r2r/ZipReader"
  reads_golden_model "$published/r2r/ZipReader"
}

single_file_with_natives() {
  publish test/ZipReader "$published/all" --self-contained false -p:PublishSingleFile=true -p:IncludeNativeLibrariesForSelfExtract=true
  [ -z "$(find "$published/all" -name '*.dll' -o -name '*.so')" ]
  reads_golden_model "$published/all/ZipReader"
}

# A project elsewhere, with nothing of this repository's settings.
write_program() { # FOLDER
  mkdir -p "$1"
  cat >"$1/Program.csproj" <<PROJECT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <Nullable>enable</Nullable>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
  </PropertyGroup>
  <ItemGroup>
    <ProjectReference Include="$root/src/Nola.Estimators/Nola.Estimators.csproj" />
  </ItemGroup>
  <Import Project="$root/eng/TorchBackend.targets" />
  <Import Project="$root/eng/DefaultBackbone.targets" />
</Project>
PROJECT
  write_pipeline "$1"
}

outside() {
  write_program "$work/outside"
  share_files_by_links
  publish "$work/outside" "$work/outside/published" --self-contained true -p:PublishSingleFile=true
  fits_saves_and_predicts "$work/outside" without_dotnet published/Program
}

outside_with_central_versions() {
  write_program "$work/central"
  cat >"$work/central/Directory.Packages.props" <<'PROPS'
<Project>
  <PropertyGroup>
    <ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally>
  </PropertyGroup>
</Project>
PROPS
  dotnet restore "$work/central" --verbosity quiet -tl:off </dev/null
  grep -q '"libtorch-cpu-linux-x64/2.10.0"' "$work/central/obj/project.assets.json"
}

check "published into a folder, a program reads the golden model with ML.NET's own assemblies" folder
check "single file, compiled ahead of time (ReadyToRun): reads the golden model" single_file_ahead_of_time
check "single file with the native libraries in it: reads the golden model" single_file_with_natives
check "outside the repository, single file with its own runtime: the README's program fits, saves, loads and predicts" outside
check "outside the repository, with central package versions of its own: restores" outside_with_central_versions
exit "$failed"
