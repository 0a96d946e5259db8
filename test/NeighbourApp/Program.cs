// Usage: NeighbourApp ours <backbone> <zip>   fits, saves, loads and predicts with this library's stage
//        NeighbourApp theirs <folder>         fits Microsoft's TextClassification over random weights, which it finds in the folder
//        NeighbourApp connect                 opens a connection to this machine
// The last line says what managed code asked of the network meanwhile.
using NeighbourApp;

using var network = new NetworkWatch();
switch (args[0])
{
    case "ours":
        Ours.Run(args[1], args[2]);
        break;
    case "theirs":
        Theirs.Run(args[1]);
        break;
    default:
        Connection.Try();
        break;
}

Console.WriteLine($"network: {network}");
