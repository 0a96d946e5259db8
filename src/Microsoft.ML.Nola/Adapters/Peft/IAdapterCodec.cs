using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Adapters.Peft;

/// <summary>
/// How the adapters of one or more methods are kept in the two files of a folder. Another codec is a class and a line in <see cref="AdapterFolder"/>.
/// </summary>
internal interface IAdapterCodec
{
    /// <summary>The values of <c>peft_type</c> that it reads.</summary>
    IReadOnlyList<string> PeftTypes { get; }

    /// <summary>Says whether it writes the adapters of a method.</summary>
    bool Writes(AdaptationMethod method);

    /// <summary>Adds the adapter's tensors and those of its head.</summary>
    void AddTensors(SafetensorsWriter writer, Adapter adapter);

    /// <summary>The configuration.</summary>
    /// <param name="adapter">The adapter.</param>
    /// <param name="payloadHash">The SHA-256 of the weights' file.</param>
    byte[] WriteConfig(Adapter adapter, string payloadHash);

    /// <summary>Reads everything that the files say and checks it, also against the backbone's sites if those are known.</summary>
    /// <exception cref="CorruptModelException">A file is damaged.</exception>
    /// <exception cref="NolaCompatibilityException">The files ask for what this version cannot compute, or for modules that the backbone lacks.</exception>
    LoadedAdapter Read(AdapterSource source);

    /// <summary>
    /// How many numbers beside the head the configuration asks for, if it says so and all may be zero, so that a zip shrinks them to almost nothing; else 0.
    /// </summary>
    /// <exception cref="CorruptModelException">The configuration is damaged.</exception>
    long CountCompressible(JsonSettings config);
}
