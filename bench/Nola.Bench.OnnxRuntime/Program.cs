using System.Globalization;
using Nola.Bench.Images;
using Nola.Bench.OnnxRuntime;

// Nola.Bench.OnnxRuntime GRAPH PIXELS ROWS THREADS [OUTPUT]
// Nola.Bench.OnnxRuntime tokens GRAPH IDS CALLERS THREADS
// Nola.Bench.OnnxRuntime start GRAPH IDS THREADS
// Nola.Bench.OnnxRuntime batches GRAPH IDS BATCH PARTS THREADS
switch (args)
{
    case ["tokens", string graph, string ids, string callers, string threads]:
        TokenPeer.Run(graph, ids, Number(callers), Number(threads));
        break;
    case ["start", string graph, string ids, string threads]:
        StartPeer.Run(graph, ids, Number(threads));
        break;
    case ["batches", string graph, string ids, string batch, string parts, string threads]:
        BatchPeer.Run(graph, ids, Number(batch), Number(parts), Number(threads));
        break;
    default:
        OnnxPeer.Run(args[0], args[1], Number(args[2]), Number(args[3]), args.ElementAtOrDefault(4));
        break;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
