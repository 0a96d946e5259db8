#!/usr/bin/env bash
# Packs the packages and uses them as a newcomer does, by commands and with no source file of this repository: eng/test-packages.sh [FOLDER]
# One line a check, exit code 1 where one fails. The packages stay in FOLDER for other tests; without it they are gone at the end.
set -euo pipefail
[ $# = 0 ] || mkdir -p "$1"
feed=${1:+$(cd "$1" && pwd)}
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=eng/programs.sh
. eng/programs.sh
eng/native-dependencies.sh
share_files_by_links

feed=${feed:-$work/feed}
packages=$(global_packages)
version=
# The version is this run's alone, so nobody else uses what lies in the package cache under it.
trap 'rm -rf "$work"; [ -z "$version" ] || rm -rf "$packages"/nola.*/"$version"' EXIT
offer_packages "$feed"

packs() { eng/pack.sh "$feed" >"$work/version"; }

# The projects whose packages hold an assembly.
assemblies() {
  local api project
  for api in src/*/PublicAPI.Unshipped.txt; do
    project=$(basename "$(dirname "$api")")
    [ -z "$(package_of "$project")" ] || echo "$project"
  done
}

package_of() { sed -n -E 's:.*<PackageId>(.*)</PackageId>.*:\1:p' "src/$1/$1.csproj"; }

# The folder into which NuGet has unpacked a package.
unpacked() { printf '%s' "$packages/${1,,}/$version"; }

nuspec_has() { # PACKAGE PATTERN
  grep -qE "$2" "$(unpacked "$1")/${1,,}.nuspec" || { echo "$1 does not state $2"; return 1; }
}

# The commands of the packages' README, one after the other. Before each of them but the first the program says that it needs just that one.
commands_of_the_readme() {
  dotnet new console --output "$work/program"
  write_pipeline "$work/program"
  cd "$work/program"
  local command
  while read -r command; do
    if [ -e built ]; then
      dotnet run >said 2>&1 </dev/null || true
      cat said
      grep -qF "Run '$command' in" said
    fi
    case $command in *' Nola.'*) command+=" --version $version" ;; esac
    $command </dev/null
    touch built
  done < <(grep '^dotnet add package' "$root/eng/PackageReadme.md")
  fits_saves_and_predicts "$work/program" dotnet run
}

single_file() {
  publish "$work/program" "$work/program/published" --self-contained true -p:PublishSingleFile=true
  [ -z "$(find "$work/program/published" -name '*.dll')" ]
  fits_saves_and_predicts "$work/program" without_dotnet published/program
}

# Nothing but these files: no native library, no tool of the build, no assembly with widened access.
contains_only() { # PACKAGE FILE...
  (cd "$(unpacked "$1")" && find . -type f -printf '%P\n') | grep -vE '\.(nuspec|metadata|nupkg|sha512)$' | LC_ALL=C sort >"$work/files"
  printf '%s\n' "${@:2}" | LC_ALL=C sort | diff - "$work/files"
}

depends_on() { # PACKAGE ID...
  grep -oE '<dependency id="[^"]+"' "$(unpacked "$1")/${1,,}.nuspec" | cut -d '"' -f 2 | LC_ALL=C sort >"$work/ids" || true
  printf '%s\n' "${@:2}" | sed '/^$/d' | LC_ALL=C sort | diff - "$work/ids"
}

contents() {
  local project package extension
  for project in $(assemblies); do
    package=$(package_of "$project")
    # What a notebook's kernel runs when it loads the package.
    extension=()
    [ "$project" != Nola.Interactive ] || extension=(interactive-extensions/dotnet/extension.dib)
    contains_only "$package" README.md "lib/net10.0/$project".{dll,xml} "${extension[@]}"
    # The names of files stand in a zip as they are.
    grep -qaF "lib/net10.0/$project.pdb" "$feed/$package.$version.snupkg"
    lacks "$root" "$(unpacked "$package")/lib/net10.0/$project.dll"
    nuspec_has "$package" '>MIT</license>'
  done
  local weights
  mapfile -t weights < <(cd models && find minilm -type f)
  contains_only Nola.Backbones.MiniLM README.md buildTransitive/Nola.Backbones.MiniLM.targets "${weights[@]/#/models/}"
  diff -r models/minilm "$(unpacked Nola.Backbones.MiniLM)/models/minilm"
  depends_on Nola.MLNet Microsoft.ML Microsoft.ML.ImageAnalytics Nola.Engine
  depends_on Nola.Engine Google.Protobuf Microsoft.ML.Tokenizers SkiaSharp SkiaSharp.NativeAssets.Linux.NoDependencies System.Numerics.Tensors TorchSharp
  depends_on Nola.Backbones.MiniLM ''
  # What ours reaches into must not become another version.
  nuspec_has Nola.MLNet "id=\"Nola.Engine\" version=\"\[$version\]\""
  nuspec_has Nola.MLNet 'id="Microsoft.ML" version="\[[0-9.]+, [0-9.]+\)"'
  nuspec_has Nola.Engine 'id="TorchSharp" version="\[[0-9.]+, [0-9.]+\)"'
  nuspec_has Nola.Backbones.MiniLM '>Apache-2.0</license>'
  awk '/^```csharp/ { taken = 1; next } /^```/ { taken = 0 } taken' "$(unpacked Nola.MLNet)/README.md" | diff "$work/program/Program.cs" -
}

# The same commit, built in another folder.
same_bytes_elsewhere() {
  git clone --quiet --shared --no-checkout . "$work/copy"
  git ls-files -z --cached --others --exclude-standard -- src eng models README.md '*.props' '*.targets' global.json .editorconfig |
    xargs -0 cp --parents --target-directory "$work/copy"
  (root=$work/copy && dotnet_quietly build src/Nola.Estimators --configuration Release -nodeReuse:false)
  local assembly
  for assembly in Nola.MLNet/lib/net10.0/Nola.Estimators.dll Nola.Engine/lib/net10.0/Microsoft.ML.Nola.dll; do
    cmp "$work/copy/artifacts/bin/Nola.Estimators/release/${assembly##*/}" "$(unpacked "${assembly%%/*}")/${assembly#*/}"
  done
}

# A library that refers to the packages, a server that refers to the library, a program that refers to the server.
write_chain() {
  cd "$work"
  dotnet new classlib --output library --no-restore
  local project references="<PackageReference Include=\"Nola.Backbones.MiniLM\" Version=\"$version\" />"
  for project in $(cd "$root" && assemblies); do
    references+="<PackageReference Include=\"$(cd "$root" && package_of "$project")\" Version=\"$version\" />"
  done
  sed -i "s:</Project>:<ItemGroup>$references</ItemGroup></Project>:" library/library.csproj
  dotnet new web --output server --no-restore
  dotnet add server reference library
  dotnet new console --output second --no-restore
  dotnet add second reference server
}

backbone_reaches_every_program() {
  write_chain
  # Twice, as a server is that was published before.
  dotnet publish server --output published-server --verbosity quiet -tl:off </dev/null
  dotnet publish server --output published-server --verbosity quiet -tl:off </dev/null
  dotnet publish second --output published-second --verbosity quiet -tl:off </dev/null
  local folder
  for folder in {server,second}/bin/Release/net10.0 published-{server,second}; do
    diff -r "$root/models/minilm" "$folder/models/minilm"
  done
  [ ! -e library/bin/Release/net10.0/models ]
}

public_surface() {
  dotnet_quietly build eng/PublicSurface -nodeReuse:false
  local project assembly
  for project in $(assemblies); do
    assembly=$(unpacked "$(package_of "$project")")/lib/net10.0/$project.dll
    dotnet artifacts/bin/PublicSurface/debug/PublicSurface.dll "$assembly" "$work/published-second" | LC_ALL=C sort >"$work/surface"
    [ -s "$work/surface" ]
    grep -hv '^#' "src/$project"/PublicAPI.*.txt | LC_ALL=C sort | diff - "$work/surface"
  done
}

check "eng/pack.sh packs" packs
[ "$failed" = 0 ] || exit 1
version=$(tail -n 1 "$work/version")
check "a console program by the README's commands: says what it lacks, then fits, saves, loads and predicts" commands_of_the_readme
check "the same as a single file with its own runtime: fits, saves, loads and predicts where no dotnet is" single_file
check "built in another folder the assemblies have the same bytes" same_bytes_elsewhere
check "through a library, a server and another program, models/minilm reaches every program and what it publishes" backbone_reaches_every_program
check "the packages hold what they should and depend on what they use" contents
check "what the packed assemblies show is what the PublicAPI files name" public_surface
exit "$failed"
