namespace Microsoft.ML.Nola.Vision;

/// <summary>Where an image comes from: a file, the bytes of one, or pixels.</summary>
internal readonly struct ImageSource
{
    private ImageSource(string name, ReadOnlyMemory<byte> content)
    {
        Name = name;
        Content = content;
    }

    /// <summary>Gets the path, or what the caller calls the image in messages.</summary>
    public string Name { get; }

    /// <summary>Gets whether the content lies in a file of this name, which is not read yet.</summary>
    public bool IsFile { get; private init; }

    /// <summary>Gets whether the content is pixels, not a file's bytes.</summary>
    public bool IsPixels => Width > 0;

    /// <summary>Gets a file's bytes or the pixels, row by row.</summary>
    public ReadOnlyMemory<byte> Content { get; private init; }

    /// <summary>Gets the width of an image that is given in pixels.</summary>
    public int Width { get; private init; }

    /// <summary>Gets the height of an image that is given in pixels.</summary>
    public int Height { get; private init; }

    /// <summary>Gets what the bytes of a pixel are.</summary>
    public PixelLayout Layout { get; private init; }

    /// <summary>Gets whether colours were multiplied with alpha, as those of ML.NET's MLImage are. That is undone as far as eight bits allow.</summary>
    public bool IsPremultiplied { get; private init; }

    /// <summary>The same image, its bytes somewhere else.</summary>
    public ImageSource WithContent(ReadOnlyMemory<byte> content) => this with { Content = content };

    /// <summary>An image file.</summary>
    public static ImageSource FromFile(string path) => new(path, default) { IsFile = true };

    /// <summary>The bytes of an image file.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="name">What the image is called in messages, such as its row.</param>
    public static ImageSource FromBytes(ReadOnlyMemory<byte> content, string name) => new(name, content);

    /// <summary>Pixels, row by row without gaps.</summary>
    /// <exception cref="ArgumentException">The number of bytes is not that of the sizes.</exception>
    public static ImageSource FromPixels(ReadOnlyMemory<byte> pixels, int width, int height, PixelLayout layout, bool isPremultiplied, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        long length = (long)width * height * (layout == PixelLayout.Rgb ? 3 : 4);
        if (pixels.Length != length)
        {
            throw new ArgumentException($"pixels has {pixels.Length} bytes; an image of {width} x {height} pixels has {length}.", nameof(pixels));
        }

        return new(name, pixels) { Width = width, Height = height, Layout = layout, IsPremultiplied = isPremultiplied };
    }
}
