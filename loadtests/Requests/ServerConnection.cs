using System.Net;
using System.Net.Http.Headers;

namespace Orchestrator.LoadTests.Requests;

/// <summary>The client that all requests share: HTTP/1.1, one connection for each that is in flight, no proxy.</summary>
internal static class ServerConnection
{
    public static HttpClient Open(Uri url, string? key)
    {
        var http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            MaxConnectionsPerServer = int.MaxValue,
            AutomaticDecompression = DecompressionMethods.None,
            // A connection that waits this long for its next request may be closed by the server just when that comes.
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            ActivityHeadersPropagator = null,
            // A cancelled answer ends its connection at once instead of being read to its end.
            MaxResponseDrainSize = 0,
        })
        {
            BaseAddress = url,
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
            DefaultRequestVersion = HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (key is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return http;
    }
}
