# shellcheck shell=bash
# What the scripts share that publish programs and run them; they source it. It makes a folder for them, $work, which goes when they end.

# shellcheck source=eng/common.sh
. eng/common.sh

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false DOTNET_CLI_UI_LANGUAGE=en
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export DOTNET_BUNDLE_EXTRACT_BASE_DIR=$work/extracted

# Programs elsewhere have none of this repository's settings; MSBuild takes these from the environment. Without links the native library is copied, half a
# gigabyte a time.
share_files_by_links() {
  export CreateHardLinksForCopyLocalIfPossible=true CreateHardLinksForPublishFilesIfPossible=true
  export CreateHardLinksForCopyFilesToOutputDirectoryIfPossible=true CreateHardLinksForAdditionalFilesIfPossible=true
}

failed=0
check() { # NAME COMMAND...
  local name=$1 start=$SECONDS
  shift
  # In a shell of its own, where a failure in the middle of the function counts; `if` would switch that off.
  set +e
  (set -e; "$@") >"$work/log" 2>&1
  local status=$?
  set -e
  if [ "$status" = 0 ]; then
    echo "ok      $name ($((SECONDS - start)) s)"
  else
    echo "FAILED  $name"
    sed 's/^/        /' "$work/log"
    failed=1
  fi
}

publish() { # PROJECT FOLDER PROPERTY...
  dotnet publish "$1" --configuration Release --runtime linux-x64 --output "$2" --verbosity quiet -tl:off "${@:3}" </dev/null
}

# "! grep" would not end a function that fails at the first failure.
lacks() { # TEXT FILE
  if grep -qaF "$1" "$2"; then
    echo "'$2' holds '$1'"
    return 1
  fi
}

# Programs below $work find the packages of a folder beside those of the usual sources.
offer_packages() { # FOLDER
  cat >"$work/nuget.config" <<CONFIG
<configuration>
  <packageSources>
    <add key="packed" value="$1" />
  </packageSources>
</configuration>
CONFIG
}

global_packages() { dotnet nuget locals global-packages --list | sed 's/^global-packages: //; s:/$::'; }

# The README's pipeline as a program, and rows for it.
write_pipeline() { # FOLDER
  awk '/snippet: pipeline/ { inside = 1 } inside && /^```$/ { exit } taken { print } inside && /^```csharp/ { taken = 1 }' "$root/README.md" >"$1/Program.cs"
  {
    printf 'text\tcategory\n'
    for i in {1..15}; do
      printf 'Where is card number %s that I ordered?\tcard_arrival\nHow do I change %s euros into dollars?\texchange\n' "$i" "$i"
    done
  } >"$1/questions.tsv"
}

# Runs that program in its folder: it must learn, save a zip, load it and predict.
fits_saves_and_predicts() { # FOLDER COMMAND...
  cd "$1"
  rm -f questions.zip
  "${@:2}" >said </dev/null
  cat said
  grep -qE '^accuracy (0\.[5-9]|1\.0)' said
  [ "$(tail -n 1 said)" = card_arrival ]
  [ -s questions.zip ]
}

# A program that brings its runtime must need no dotnet: none can be found.
without_dotnet() { DOTNET_ROOT='' PATH='' "$@"; }
