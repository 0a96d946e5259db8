namespace Nola.Tables.Rows;

/// <summary>A reader of which one line was read already: it gives that line again, and then the rest.</summary>
internal sealed class LinesReader(string? first, TextReader rest) : TextReader
{
    private readonly StringReader _first = new(first is null ? string.Empty : first + "\n");

    public override int Peek() => _first.Peek() is var next and >= 0 ? next : rest.Peek();

    public override int Read() => _first.Read() is var next and >= 0 ? next : rest.Read();

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer) => _first.Read(buffer) is var read and > 0 ? read : rest.Read(buffer);

    public override string? ReadLine() => _first.ReadLine() ?? rest.ReadLine();
}
