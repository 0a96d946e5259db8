using System.Buffers;
using System.Globalization;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Training;
using Microsoft.ML.Nola.Vision;
using Microsoft.ML.Nola.Vision.Augmentation;

namespace Microsoft.ML.Nola.Models.Images;

/// <summary>
/// Images of rows. Each is decoded when it is added, which shows whether it can be used. What is not changed at random is kept as levels of the size that the
/// backbone sees; of what is, the source is kept and decoded anew in each epoch.
/// </summary>
internal sealed class ImageRows : InputRows
{
    private readonly ImagePreprocessor _preprocessor;
    private readonly ImageAugmentation? _augmentation;
    private readonly bool _skipsBadImages;
    private readonly int _tokens;
    private readonly RowBytes _bytes;
    private readonly List<KeptSource> _sources = [];
    private readonly byte[] _levels;
    private BatchPass? _pass;
    private BatchesAhead? _ahead;
    private BadImageException? _firstBad;
    private bool _lastIsBad;
    private int _animations;

    /// <param name="preprocessor">What makes pixels of images.</param>
    /// <param name="layout">What is done with bad images, and where temporary files go.</param>
    /// <param name="augmentation">How images are changed at random; null if they are not.</param>
    /// <param name="tokens">The tokens that the backbone makes of an image.</param>
    public ImageRows(ImagePreprocessor preprocessor, ImageLayout layout, ImageAugmentationOptions? augmentation, int tokens)
    {
        _preprocessor = preprocessor;
        _augmentation = augmentation is null ? null : new ImageAugmentation(augmentation);
        _skipsBadImages = layout.SkipsBadImages;
        _tokens = tokens;
        _bytes = new RowBytes(layout.TempFolder);
        _levels = new byte[preprocessor.Length];
    }

    public override int Count => ChangesEachEpoch ? _sources.Count : _bytes.Count;

    public override bool ChangesEachEpoch => _augmentation is not null;

    public override string LeftOutNote => $"have an image that cannot be used ({_firstBad?.Message})";

    public override string? Remark => _animations == 0
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{_animations:N0} images are animations, of which the first picture is taken");

    public override string DescribeAllLeftOut(string what, int count) => string.Create(
        CultureInfo.InvariantCulture, $"none of the {count:N0} images of the {what} can be used; the first one: {_firstBad?.Message}");

    public override void Add(RowInput row)
    {
        var image = (ImageInput)row;
        try
        {
            ProcessedImage processed = _preprocessor.ReadLevels(image.Source, _levels);
            _animations += processed.IsAnimated ? 1 : 0;
            _lastIsBad = false;
        }
        catch (BadImageException exception)
        {
            BadImageException fault = exception.InRow(image.Row);
            if (!_skipsBadImages)
            {
                throw fault;
            }

            _firstBad ??= fault;
            _lastIsBad = true;
            return;
        }

        Keep(image);
    }

    public override bool DropEmptyLast() => _lastIsBad;

    public override int LengthOf(int row) => _tokens;

    public override void BeginPass(BatchPass pass)
    {
        _ahead?.Dispose();
        _pass = pass;
        _ahead = ChangesEachEpoch || _bytes.HasFile ? new BatchesAhead(pass.Batches, rows => Make(rows, pass)) : null;
    }

    public override ModelInput ToBatch(ReadOnlySpan<int> rows) => _ahead?.Take(rows) ?? Make(rows, _pass);

    public override void Dispose()
    {
        _ahead?.Dispose();
        _bytes.Dispose();
        base.Dispose();
    }

    private void Keep(ImageInput image)
    {
        if (!ChangesEachEpoch)
        {
            _bytes.Add(_levels);
            return;
        }

        int place = -1;
        if (!image.Source.IsFile)
        {
            place = _bytes.Count;
            _bytes.Add(image.Source.Content.Span);
        }

        _sources.Add(new KeptSource(image.Source.WithContent(default), place, image.Row));
    }

    private PixelBatch Make(ReadOnlySpan<int> rows, BatchPass? pass)
    {
        var pixels = new float[rows.Length * _preprocessor.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            Span<float> image = pixels.AsSpan(i * _preprocessor.Length, _preprocessor.Length);
            if (ChangesEachEpoch)
            {
                Process(rows[i], pass, image);
            }
            else
            {
                Normalize(rows[i], image);
            }
        }

        return new PixelBatch(pixels, rows.Length, _preprocessor.Channels, _preprocessor.Height, _preprocessor.Width);
    }

    private void Normalize(int row, Span<float> target)
    {
        byte[] levels = ArrayPool<byte>.Shared.Rent(target.Length);
        _bytes.Read(row, levels);
        _preprocessor.Normalize(levels.AsSpan(0, target.Length), target);
        ArrayPool<byte>.Shared.Return(levels);
    }

    /// <summary>Decodes an image again. A pass that measures draws nothing.</summary>
    private void Process(int row, BatchPass? pass, Span<float> target)
    {
        KeptSource kept = _sources[row];
        byte[] content = ArrayPool<byte>.Shared.Rent(kept.Bytes < 0 ? 0 : _bytes.LengthOf(kept.Bytes));
        try
        {
            ImageSource source = kept.Source;
            if (kept.Bytes >= 0)
            {
                _bytes.Read(kept.Bytes, content);
                source = source.WithContent(content.AsMemory(0, _bytes.LengthOf(kept.Bytes)));
            }

            (ImageAugmentation? augmentation, ImageDraw draw) = pass is { Epoch: > 0 } ? (_augmentation, new ImageDraw(pass.Seed, pass.Epoch, row)) : default;
            _preprocessor.Process(source, target, augmentation, draw);
        }
        catch (BadImageException exception)
        {
            // It could be read when the fit began.
            throw exception.InRow(kept.Row);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(content);
        }
    }
}
