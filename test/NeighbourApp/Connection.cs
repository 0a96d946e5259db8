using System.Net;
using System.Net.Sockets;

namespace NeighbourApp;

/// <summary>What must not happen elsewhere: shows that it would be seen, and whether it is possible here.</summary>
internal static class Connection
{
    public static void Try()
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            using var client = new TcpClient();
            client.Connect((IPEndPoint)listener.LocalEndpoint);
            Console.WriteLine("connected");
        }
        catch (SocketException exception)
        {
            Console.WriteLine($"not connected: {exception.SocketErrorCode}");
        }
    }
}
