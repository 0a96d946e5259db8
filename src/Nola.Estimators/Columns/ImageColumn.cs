using Microsoft.ML.Data;
using Microsoft.ML.Nola.Models.Images;
using Microsoft.ML.Nola.Vision;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Nola.Columns;

/// <summary>The image column that a stage reads: MLImage, the bytes of an image file, or its path.</summary>
/// <param name="Name">The column.</param>
/// <param name="Folder">Where relative paths begin; null for the current directory.</param>
internal sealed record ImageColumn(string Name, string? Folder) : StageInputs
{
    public override string DoubtOfOneLabel => "Is it the right column, and are there images of other classes?";

    public override void Check(SchemaShape shape, ColumnFaults faults, string parameter)
    {
        SchemaShape.Column column = InputColumns.Find(shape, "image", Name, faults, parameter);
        bool isScalar = column.Kind == SchemaShape.Column.VectorKind.Scalar;
        bool isBytes = !isScalar && !column.IsKey && column.ItemType.RawType == typeof(byte);
        if (!isBytes && !(isScalar && column.ItemType is TextDataViewType or ImageDataViewType))
        {
            throw faults.NotImage(Name, InputColumns.Describe(column), parameter);
        }
    }

    public override IEnumerable<DataViewSchema.Column> In(DataViewSchema schema) => [schema[Name]];

    public override Func<ImageInput> CreateReader(DataViewRow row)
    {
        DataViewSchema.Column column = row.Schema[Name];
        Func<ImageSource> read = column.Type switch
        {
            TextDataViewType => PathReader(row, column),
            ImageDataViewType => PictureReader(row, column),
            _ => BytesReader(row, column),
        };
        return () => new ImageInput(read(), RowNumbers.Of(row));
    }

    private Func<ImageSource> PathReader(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<ReadOnlyMemory<char>> getter = row.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> path = default;
        return () =>
        {
            getter(ref path);
            return ImageSource.FromFile(path.IsEmpty || Folder is null ? path.ToString() : Path.Combine(Folder, path.ToString()));
        };
    }

    private Func<ImageSource> BytesReader(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<byte>> getter = row.GetGetter<VBuffer<byte>>(column);
        VBuffer<byte> bytes = default;
        return () =>
        {
            getter(ref bytes);
            return ImageSource.FromBytes(bytes.IsDense ? bytes.GetValues().ToArray() : [.. bytes.DenseValues()], Name);
        };
    }

    /// <summary>
    /// As in ML.NET's own transforms, the last image goes back into the getter: LoadImages disposes it there, and a view over images that the user owns leaves it
    /// alone. So images are not disposed here, which would take them from such a user.
    /// </summary>
    private Func<ImageSource> PictureReader(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<MLImage> getter = row.GetGetter<MLImage>(column);
        MLImage? image = null;
        return () =>
        {
            getter(ref image!);
            return image is null ? ImageSource.FromBytes(default, Name) : Read(image);
        };
    }

    private ImageSource Read(MLImage image) => ImageSource.FromPixels(
        image.Pixels.ToArray(),
        image.Width,
        image.Height,
        image.PixelFormat == MLPixelFormat.Bgra32 ? PixelLayout.Bgra : PixelLayout.Rgba,
        isPremultiplied: true,
        string.IsNullOrEmpty(image.Tag) ? Name : image.Tag);
}
