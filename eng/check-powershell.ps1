# Holds the PowerShell scripts of this repository to what Windows PowerShell 5.1 can read and run: check-powershell.ps1 FOLDER...
# PowerShell 7's own parser tells what is new in the language; commands and their parameters are held against the table below, of those that 5.1 has.
# Exit code 1: something is wrong, one line each.
. (Join-Path $PSScriptRoot 'common.ps1')

$commands = @{
    'ForEach-Object'  = @('Process')
    'Get-Command'     = @('Name', 'CommandType', 'ErrorAction')
    'Get-ChildItem'   = @('Path', 'Filter', 'File')
    'Get-Item'        = @('LiteralPath')
    'Join-Path'       = @('Path', 'ChildPath')
    'New-Object'      = @('TypeName', 'ArgumentList')
    'Pop-Location'    = @()
    'Push-Location'   = @('LiteralPath')
    'Select-Object'   = @('First', 'Last', 'Skip')
    'Set-StrictMode'  = @('Version')
    'Split-Path'      = @('Path', 'Parent')
    'Test-Path'       = @('Path', 'LiteralPath')
    'Where-Object'    = @('FilterScript')
    'dotnet'          = $null # a program: anything goes
}
$newKinds = @('TernaryExpressionAst', 'PipelineChainAst', 'UsingStatementAst')
$newVariables = @('IsWindows', 'IsLinux', 'IsMacOS', 'IsCoreCLR', 'PSStyle', 'PSNativeCommandArgumentPassing', 'PSNativeCommandUseErrorActionPreference')

function Get-Fault($Node, [string[]] $Functions) {
    $kind = $Node.GetType().Name
    if ($newKinds -contains $kind) {
        return "$kind is not in 5.1"
    }

    if (@($Node.PSObject.Properties.Match('NullConditional')).Count -gt 0 -and $Node.NullConditional) {
        return '?. and ?[ are not in 5.1'
    }

    switch ($kind) {
        'BinaryExpressionAst' { if ("$($Node.Operator)" -eq 'QuestionQuestion') { return '?? is not in 5.1' } }
        'AssignmentStatementAst' { if ("$($Node.Operator)" -eq 'QuestionQuestionEquals') { return '??= is not in 5.1' } }
        'PipelineAst' { if ($Node.Background) { return '& at the end of a line is not in 5.1' } }
        'NamedBlockAst' { if ("$($Node.BlockKind)" -eq 'Clean') { return 'a clean block is not in 5.1' } }
        'VariableExpressionAst' { if ($newVariables -contains $Node.VariablePath.UserPath) { return "`$$($Node.VariablePath.UserPath) is not in 5.1" } }
        'CommandAst' {
            $name = $Node.GetCommandName()
            if (-not $name -or $Functions -contains $name) {
                return
            }

            if (-not $commands.ContainsKey($name)) {
                return "the command $name is not in the table of those that 5.1 has"
            }

            if ($null -eq $commands[$name]) {
                return
            }

            $positions = 0
            foreach ($element in @($Node.CommandElements | Select-Object -Skip 1)) {
                if ($element -is [System.Management.Automation.Language.CommandParameterAst]) {
                    if ($commands[$name] -notcontains $element.ParameterName) {
                        return "$name -$($element.ParameterName) is not in the table of what 5.1 has"
                    }
                }
                else {
                    $positions++
                }
            }

            if ($name -eq 'Join-Path' -and $positions -gt 2) {
                return 'Join-Path joins two paths in 5.1'
            }
        }
    }
}

$scripts = @(Get-ChildItem -Path $args -Filter '*.ps1' -File)
$trees = @{}
$functions = @()
$faults = @()
foreach ($script in $scripts) {
    $errors = $null
    $tree = [System.Management.Automation.Language.Parser]::ParseFile($script.FullName, [ref] $null, [ref] $errors)
    $trees[$script.FullName] = $tree
    $faults += @($errors | ForEach-Object { "$($script.Name):$($_.Extent.StartLineNumber): $($_.Message)" })
    $functions += @($tree.FindAll({ $args[0] -is [System.Management.Automation.Language.FunctionDefinitionAst] }, $true) | ForEach-Object { $_.Name })

    # Without a mark at its beginning 5.1 reads a file in the code page of the machine.
    if (@([IO.File]::ReadAllBytes($script.FullName) | Where-Object { $_ -gt 127 }).Count -gt 0) {
        $faults += "$($script.Name): not ASCII only"
    }
}

foreach ($script in $scripts) {
    foreach ($node in $trees[$script.FullName].FindAll({ $true }, $true)) {
        $fault = Get-Fault $node $functions
        if ($fault) {
            $faults += "$($script.Name):$($node.Extent.StartLineNumber): $fault"
        }
    }
}

$faults
"$($scripts.Count) scripts read, $($faults.Count) faults"
exit [int] ($faults.Count -gt 0 -or $scripts.Count -eq 0)
