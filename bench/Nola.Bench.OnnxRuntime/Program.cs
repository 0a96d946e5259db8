using System.Globalization;
using Nola.Bench.Images;
using Nola.Bench.OnnxRuntime;

// Nola.Bench.OnnxRuntime GRAPH PIXELS ROWS THREADS [OUTPUT]
// Nola.Bench.OnnxRuntime tokens GRAPH IDS CALLERS THREADS
if (args is ["tokens", string graph, string ids, string callers, string threads])
{
    TokenPeer.Run(graph, ids, int.Parse(callers, CultureInfo.InvariantCulture), int.Parse(threads, CultureInfo.InvariantCulture));
    return;
}

OnnxPeer.Run(args[0], args[1], int.Parse(args[2], CultureInfo.InvariantCulture), int.Parse(args[3], CultureInfo.InvariantCulture), args.ElementAtOrDefault(4));
