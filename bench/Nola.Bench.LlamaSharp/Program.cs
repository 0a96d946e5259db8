using System.Globalization;
using Nola.Bench;

// Nola.Bench.LlamaSharp MODEL.gguf THREADS
LlamaPeer.Measure(args[0], int.Parse(args[1], CultureInfo.InvariantCulture));
