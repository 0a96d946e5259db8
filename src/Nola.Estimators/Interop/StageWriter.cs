namespace Microsoft.ML.Nola.Interop;

/// <summary>Where a stage is written: the main stream of its directory in the zip, and this library's entries beside it.</summary>
internal sealed class StageWriter
{
    private readonly ModelSaveContext _context;

    public StageWriter(ModelSaveContext context, StageSignature signature)
    {
        if (!context.InRepository)
        {
            throw new NotSupportedException("A NOLA stage is saved into a model zip, not into a single stream.");
        }

        context.CheckAtModel();
        context.SetVersionInfo(signature.ToVersionInfo());
        _context = context;
    }

    public void Write(int value) => _context.Writer.Write(value);

    public void Write(ReadOnlySpan<byte> bytes) => _context.Writer.Write(bytes);

    public void WriteEntry(string name, Action<Stream> write) => _context.SaveBinaryStream(name, writer => write(writer.BaseStream));
}
