using Microsoft.Extensions.AI;
using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML.Nola;

/// <summary>
/// Embeddings of text by a transformer that runs in this process: the vectors that <see cref="NolaFeaturizeTextEstimator"/> gives, for programs that know
/// Microsoft.Extensions.AI alone.
/// </summary>
/// <threadsafety>Safe for use by several threads.</threadsafety>
public sealed class NolaEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private const string ProviderName = "nola";

    private readonly FittedStage _stage;
    private readonly EmbeddingGeneratorMetadata _metadata;
    private volatile bool _disposed;

    /// <summary>Initializes a new instance of the <see cref="NolaEmbeddingGenerator"/> class with a transformer as it is; vectors have length 1.</summary>
    /// <param name="backbone">The transformer.</param>
    /// <exception cref="BackboneNotFoundException">The backbone was in none of the places searched.</exception>
    /// <exception cref="CorruptModelException">A file of the backbone is damaged.</exception>
    /// <exception cref="NolaCompatibilityException">The backbone or its tokenizer is of a kind that this version does not know.</exception>
    public NolaEmbeddingGenerator(BackboneReference backbone)
        : this(new NolaFeaturizeTextOptions { Backbone = backbone ?? throw new ArgumentNullException(nameof(backbone)), Normalize = true })
    {
    }

    /// <summary>Initializes a new instance of the <see cref="NolaEmbeddingGenerator"/> class with options. The names of columns in them have no use here.</summary>
    /// <param name="options">The options; they are checked and copied.</param>
    /// <param name="context">Says where backbones lie (<c>SetNolaOptions</c>) and on which device they run; <see langword="null"/> takes a new one.</param>
    /// <exception cref="ArgumentException">Some options are out of range, or do not go with the backbone or the adapter.</exception>
    /// <exception cref="BackboneNotFoundException">The backbone was in none of the places searched.</exception>
    /// <exception cref="CorruptModelException">A file of the backbone or of the adapter is damaged or missing.</exception>
    /// <exception cref="NolaCompatibilityException">The backbone, its tokenizer or the adapter is of a kind that this version does not know, or they do not go
    /// together.</exception>
    public NolaEmbeddingGenerator(NolaFeaturizeTextOptions options, MLContext? context = null)
        : this((context ?? new MLContext()).Transforms.NolaFeaturizeText(options).CreateTransformer().Stage)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="NolaEmbeddingGenerator"/> class with a stage that nobody else gives back.</summary>
    internal NolaEmbeddingGenerator(FittedStage stage)
    {
        _stage = stage;
        _metadata = new EmbeddingGeneratorMetadata(
            ProviderName, providerUri: null, stage.Model.Info.BackboneName ?? stage.Model.Info.BackboneIdentity, stage.Model.Head.OutputWidth);
    }

    /// <summary>Makes a vector of each text. Texts of like length go through the transformer together; the vectors come in the order of the texts.</summary>
    /// <param name="values">The texts. An empty one is valid.</param>
    /// <param name="options">A number of dimensions or a model other than this generator's is refused.</param>
    /// <param name="cancellationToken">Stops the work between two batches.</param>
    /// <returns>The vectors.</returns>
    /// <exception cref="ArgumentException">A text is null, or the options ask for what this generator does not have.</exception>
    /// <exception cref="ObjectDisposedException">The generator was disposed.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        ObjectDisposedException.ThrowIf(_disposed, this);
        Check(options);
        string[] texts = [.. values];
        int missing = Array.IndexOf(texts, null);
        return missing < 0
            ? Task.Run(() => Generate(texts, cancellationToken), cancellationToken)
            : throw new ArgumentException($"The text {missing} is null.", nameof(values));
    }

    /// <summary>Finds a service: the metadata, or this generator.</summary>
    /// <param name="serviceType">The type that is asked for.</param>
    /// <param name="serviceKey">A key; there is no service with one.</param>
    /// <returns>The service; <see langword="null"/> if there is none.</returns>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Gives the backbone back. Work under way ends.</summary>
    public void Dispose()
    {
        _disposed = true;
        _stage.Model.Dispose();
    }

    private void Check(EmbeddingGenerationOptions? options)
    {
        if (options?.Dimensions is { } dimensions && dimensions != _metadata.DefaultModelDimensions)
        {
            throw new ArgumentException($"Dimensions is {dimensions}; this model gives {_metadata.DefaultModelDimensions}. Leave it unset.", nameof(options));
        }

        if (options?.ModelId is { } model && model != _metadata.DefaultModelId)
        {
            throw new ArgumentException($"ModelId is '{model}'; this generator has '{_metadata.DefaultModelId}'. Leave it unset.", nameof(options));
        }
    }

    private GeneratedEmbeddings<Embedding<float>> Generate(string[] texts, CancellationToken cancellationToken)
    {
        var embeddings = new Embedding<float>[texts.Length];
        DateTimeOffset now = DateTimeOffset.UtcNow;
        int[] order = [.. Enumerable.Range(0, texts.Length)];
        Array.Sort([.. texts.Select(static text => -text.Length)], order);
        foreach (int[] batch in order.Chunk(_stage.ScoringBatch))
        {
            cancellationToken.ThrowIfCancellationRequested();
            RowScores scores = _stage.Score(TextInput.All(batch.Select(i => texts[i])));
            for (int row = 0; row < batch.Length; row++)
            {
                embeddings[batch[row]] = new Embedding<float>(scores.Of(row).ToArray()) { CreatedAt = now, ModelId = _metadata.DefaultModelId };
            }
        }

        if (_disposed)
        {
            // It was disposed meanwhile, and the last batch may have taken the backbone again.
            _stage.Model.Dispose();
        }

        return new GeneratedEmbeddings<Embedding<float>>(embeddings);
    }
}
