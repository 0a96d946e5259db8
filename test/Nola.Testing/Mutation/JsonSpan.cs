namespace Nola.Testing.Mutation;

/// <summary>Where a value lies in JSON text.</summary>
/// <param name="Name">The name of the member that it is; null in an array and at the top.</param>
/// <param name="NameStart">Where the name begins, with its quote.</param>
/// <param name="NameEnd">Where the name ends.</param>
/// <param name="Start">Where the value begins.</param>
/// <param name="End">Where the value ends.</param>
public sealed record JsonSpan(string? Name, int NameStart, int NameEnd, int Start, int End);
