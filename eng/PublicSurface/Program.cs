// Usage: PublicSurface <assembly> <folder with what it refers to>
// Prints the public API of an assembly, one sorted line a symbol, in the words of PublicAPI.Shipped.txt and PublicAPI.Unshipped.txt.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PublicSurface;

if (args.Length != 2)
{
    Console.Error.WriteLine("Usage: PublicSurface <assembly> <folder with what it refers to>");
    return 2;
}

string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
MetadataReference subject = MetadataReference.CreateFromFile(args[0]);
IEnumerable<string> others = platform.Split(Path.PathSeparator).Where(file => file.StartsWith(runtime, StringComparison.Ordinal))
    .Concat(Directory.EnumerateFiles(args[1], "*.dll"))
    .Where(file => Path.GetFileName(file) != Path.GetFileName(args[0]));
var compilation = CSharpCompilation.Create("surface", references: [subject, .. others.Select(static file => MetadataReference.CreateFromFile(file))]);
var assembly = (IAssemblySymbol)compilation.GetAssemblyOrModuleSymbol(subject)!;
foreach (string line in PublicSymbols.List(assembly).Order(StringComparer.Ordinal))
{
    Console.WriteLine(line);
}

return 0;
