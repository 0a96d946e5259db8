using System.Runtime.CompilerServices;

namespace Microsoft.ML.Nola;

/// <summary>Gathers every fault of a set of options, so that one exception can name them all.</summary>
internal sealed class OptionFaults
{
    private readonly List<string> _faults = [];

    /// <summary>Whether there are any.</summary>
    public bool Any => _faults.Count > 0;

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

    /// <summary>Throws one <see cref="ArgumentException"/> that names all faults, if there are any.</summary>
    /// <param name="subject">What has the options, as the message begins.</param>
    /// <param name="parameterName">The parameter that they came in.</param>
    public void ThrowIfAny(string subject, string parameterName)
    {
        if (Any)
        {
            throw new ArgumentException($"{subject}: {this}.", parameterName);
        }
    }

    /// <summary>All faults, one after another.</summary>
    public override string ToString() => string.Join("; ", _faults);
}
