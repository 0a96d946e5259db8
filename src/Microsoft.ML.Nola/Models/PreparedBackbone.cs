using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Generation;
using Microsoft.ML.Nola.Runtime;

namespace Microsoft.ML.Nola.Models;

/// <summary>A leased backbone with what makes its inputs of rows.</summary>
internal abstract class PreparedBackbone : IDisposable
{
    /// <param name="request">Which backbone.</param>
    /// <param name="readsTexts">Whether it is to have a tokenizer.</param>
    private protected PreparedBackbone(BackboneRequest request, bool readsTexts)
    {
        Ahead = FilesAhead.Begin(request, readsTexts);
        Lease = Backbone.Acquire(
            request.Reference,
            request.Folders,
            TorchRuntime.ChooseDevice(request.GpuDeviceId, request.FallbackToCpu),
            request.Quantization,
            request.ComputeType);
        Fallback = TorchRuntime.DescribeFallback(request.GpuDeviceId, Lease.Backbone.Device)
            ?? ComputeTypes.DescribeSlow(Lease.Backbone.ComputeType, Lease.Backbone.Device);
    }

    public BackboneLease Lease { get; }

    public Backbone Backbone => Lease.Backbone;

    /// <summary>What a user should know of the device; null if it is the one that was asked for, and fit for the type of number.</summary>
    public string? Fallback { get; }

    /// <summary>What was read before the lease was there.</summary>
    private protected FilesAhead Ahead { get; }

    /// <summary>The tokens at which texts begin and end, if the backbone is a language model.</summary>
    public virtual GenerationTokens? Tokens => null;

    /// <summary>The modules of the backbone's folder through which its features would pass, and that this version does not have.</summary>
    public virtual IReadOnlyList<string> OtherModules => [];

    /// <summary>Whether to make an input of a row takes a considerable part of the time that the network takes for it.</summary>
    public virtual bool MakesRowsAhead => false;

    /// <summary>The tokens at which a row is cut, checked against what the backbone takes; null if rows are not cut.</summary>
    /// <param name="asked">What the caller wants; null for the default, or the most that the backbone takes if that is less.</param>
    /// <exception cref="SettingsException">The backbone takes fewer.</exception>
    public virtual int? ResolveMaxLength(int? asked) => null;

    /// <summary>Refuses settings of a fit that do not go with the backbone.</summary>
    /// <exception cref="SettingsException">Some do not.</exception>
    public virtual void Check(ModelFitSettings settings)
    {
    }

    /// <summary>Refuses a fitted model that does not go with the backbone.</summary>
    /// <exception cref="NolaCompatibilityException">It does not.</exception>
    public virtual void Check(ModelState state)
    {
    }

    /// <summary>Rows that become inputs of this backbone. The caller disposes them.</summary>
    /// <param name="maxLength">What <see cref="ResolveMaxLength"/> gave.</param>
    /// <param name="hasPairs">Whether rows have a second text.</param>
    /// <param name="trains">Whether they are to train.</param>
    public abstract InputRows CreateRows(int? maxLength, bool hasPairs, bool trains);

    /// <summary>Names the backbone by what it holds. Asked while its files have just been read: what is made of it depends on no file afterwards.</summary>
    public BackboneReference ToReference() => BackboneReference.FromIdentity(
        Backbone.Identity,
        new SortedDictionary<string, string>(BackboneIdentity.HashFiles(Lease.Folder).ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal));

    public void Dispose() => Lease.Dispose();
}
