using System.Globalization;
using Nola.Bench.Images;

// Nola.Bench.OnnxRuntime GRAPH PIXELS ROWS THREADS [OUTPUT]
OnnxPeer.Run(args[0], args[1], int.Parse(args[2], CultureInfo.InvariantCulture), int.Parse(args[3], CultureInfo.InvariantCulture), args.ElementAtOrDefault(4));
