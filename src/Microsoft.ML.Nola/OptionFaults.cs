using System.Runtime.CompilerServices;

namespace Microsoft.ML.Nola;

/// <summary>Gathers every fault of a set of options, so that one exception can name them all.</summary>
internal sealed class OptionFaults
{
    private readonly List<string> _faults = [];

    /// <summary>Notes a fault unless the condition holds.</summary>
    public void Require(bool holds, string fault)
    {
        if (!holds)
        {
            _faults.Add(fault);
        }
    }

    /// <inheritdoc cref="Require(bool, string)"/>
    public void Require(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] FaultText fault)
    {
        if (!holds)
        {
            _faults.Add(fault.ToStringAndClear());
        }
    }

    /// <summary>Throws one <see cref="ArgumentException"/> that names all faults, where there are any.</summary>
    public void ThrowIfAny(string parameterName)
    {
        if (_faults.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", _faults) + ".", parameterName);
        }
    }
}
