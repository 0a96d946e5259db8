# Builds everything and runs every test. The last line is "N passed, N failed", with ", N skipped" where some were.
# Arguments go to `dotnet test`, for example: .\test.ps1 --filter ClassName~Basis
# If Windows does not let you run scripts, test.cmd does it. What is judged and said here, test.sh judges and says too: eng/test-powershell.sh compares them.
. (Join-Path $PSScriptRoot 'eng/common.ps1')
$arguments = @(Get-ScriptArguments $PSCommandPath $args)

& (Join-Path $root 'eng/native-dependencies.ps1')
if ($LASTEXITCODE -ne 0) {
    exit $LASTEXITCODE
}

'Building ...'
$output = @(Invoke-Build Nola.MLNet.sln)
if ($LASTEXITCODE -ne 0) {
    $output
    '0 passed, 1 failed'
    exit 1
}

# One module after the other: each uses every core. Exit code 8 (a module in which no test ran) is judged below, by the sum.
$count = @{ succeeded = 0; failed = 0; skipped = 0; error = 0 } # error: modules that failed; those without a failed test broke down
$inside = $false
Invoke-Dotnet test --solution Nola.MLNet.sln '--no-build' --max-parallel-test-modules 1 --no-ansi --no-progress --ignore-exit-code 8 @arguments |
    ForEach-Object {
        # The runner ends with a summary: "Test run summary: ..." and then lines such as "  failed: 1".
        if ($_ -match '^Test run summary:') {
            $inside = $true
        }
        elseif ($inside -and $_ -match '^\s*(\w+): (\d+)' -and $count.ContainsKey($Matches[1])) {
            $count[$Matches[1]] = [int] $Matches[2]
        }

        $_
    }
$status = $LASTEXITCODE

$failed = $count.failed
if ($failed -eq 0 -and ($status -ne 0 -or $count.error -ne 0)) {
    "The test run broke down (exit code $status) without a failed test; that counts as one."
    $failed = 1
}
elseif ($failed -eq 0 -and $count.succeeded -eq 0) {
    'No test ran; that counts as a failure.'
    $failed = 1
}

$line = "$($count.succeeded) passed, $failed failed"
if ($count.skipped -ne 0) {
    $line += ", $($count.skipped) skipped"
}

$line
exit [int] ($failed -ne 0)
