namespace Nola.Bench.Images;

/// <summary>A side of a comparison, which a process of its own measures.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">The images of a pass.</param>
/// <param name="Program">The program to start.</param>
/// <param name="Arguments">Its arguments; the number of threads follows them.</param>
internal sealed record ImageSide(string Name, int Rows, string Program, string[] Arguments);
