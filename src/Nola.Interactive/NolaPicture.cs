using System.Globalization;

namespace Microsoft.ML.Nola;

/// <summary>A PNG picture, shown in a .NET notebook where it is the value of a cell or is displayed.</summary>
public sealed class NolaPicture
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private readonly byte[] _png;

    private NolaPicture(byte[] png)
    {
        _png = png;
    }

    /// <summary>Takes a picture from memory.</summary>
    /// <param name="png">The content of a PNG file; it is copied.</param>
    /// <returns>The picture.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="png"/> is null.</exception>
    /// <exception cref="ArgumentException">It is no PNG.</exception>
    public static NolaPicture FromPng(byte[] png)
    {
        ArgumentNullException.ThrowIfNull(png);
        return png.AsSpan().StartsWith(Signature)
            ? new NolaPicture([.. png])
            : throw new ArgumentException("These bytes are no PNG picture: they do not begin with the PNG signature.", nameof(png));
    }

    /// <summary>Reads a picture from a file.</summary>
    /// <param name="path">The PNG file.</param>
    /// <returns>The picture.</returns>
    /// <exception cref="ArgumentException">The path is empty, or the file is no PNG.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static NolaPicture FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        byte[] bytes = File.ReadAllBytes(path);
        return bytes.AsSpan().StartsWith(Signature) ? new NolaPicture(bytes) : throw new ArgumentException($"'{path}' is no PNG picture.", nameof(path));
    }

    /// <summary>Says how large the picture is.</summary>
    /// <returns>For example <c>PNG picture, 12,345 bytes</c>.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"PNG picture, {_png.Length:N0} bytes");

    /// <summary>The picture inside the HTML text: Visual Studio Code shows it only so.</summary>
    internal string ToHtml() => $"<img src=\"data:image/png;base64,{Convert.ToBase64String(_png)}\">";
}
