using System.Buffers;
using System.Globalization;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Training;
using Microsoft.ML.Nola.Vision;

namespace Microsoft.ML.Nola.Models.Images;

/// <summary>
/// Images of rows. Each is decoded when it is added, which shows whether it can be used. What is not changed at random is kept as levels of the size that the
/// backbone sees; of what is, the source is kept and decoded anew in each epoch.
/// </summary>
internal sealed class ImageRows : InputRows
{
    private readonly ImagePreprocessor _preprocessor;
    private readonly ImageAugmentationOptions? _augmentation;
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
        _augmentation = augmentation;
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
        byte[] levels = ArrayPool<byte>.Shared.Rent(_preprocessor.Length);
        try
        {
            for (int i = 0; i < rows.Length; i++)
            {
                Span<byte> image = levels.AsSpan(0, _preprocessor.Length);
                ReadLevels(rows[i], pass, image);
                _preprocessor.Normalize(image, pixels.AsSpan(i * _preprocessor.Length, _preprocessor.Length));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(levels);
        }

        return new PixelBatch(pixels, rows.Length, _preprocessor.Channels, _preprocessor.Height, _preprocessor.Width);
    }

    private void ReadLevels(int row, BatchPass? pass, Span<byte> target)
    {
        if (_augmentation is null)
        {
            _bytes.Read(row, target);
            return;
        }

        KeptSource kept = _sources[row];
        byte[]? content = kept.Bytes < 0 ? null : ArrayPool<byte>.Shared.Rent(_bytes.LengthOf(kept.Bytes));
        try
        {
            ImageSource source = kept.Source;
            if (content is not null)
            {
                int length = _bytes.LengthOf(kept.Bytes);
                _bytes.Read(kept.Bytes, content);
                source = source.WithContent(content.AsMemory(0, length));
            }

            Augment(source, row, pass, target);
        }
        catch (BadImageException exception)
        {
            // It could be read when the fit began.
            throw exception.InRow(kept.Row);
        }
        finally
        {
            if (content is not null)
            {
                ArrayPool<byte>.Shared.Return(content);
            }
        }
    }

    /// <summary>A pass that measures draws nothing.</summary>
    private void Augment(in ImageSource source, int row, BatchPass? pass, Span<byte> target)
    {
        if (pass is { Epoch: > 0 })
        {
            _preprocessor.ReadLevels(source, _augmentation!, pass.Seed, pass.Epoch, row, target);
        }
        else
        {
            _preprocessor.ReadLevels(source, target);
        }
    }
}
