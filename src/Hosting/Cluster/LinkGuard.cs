using Microsoft.AspNetCore.Connections;
using Orchestrator.Hosting.Security;

namespace Orchestrator.Hosting.Cluster;

/// <summary>Lets nobody on an Orleans link who does not know the cluster secret. Connection middleware, before Orleans' own preamble.</summary>
internal sealed class LinkGuard(ClusterSecret secret)
{
    public ConnectionDelegate Answer(ConnectionDelegate next) => async connection =>
    {
        if (await secret.TryAnswerAsync(connection.Transport.Input, connection.Transport.Output, connection.ConnectionClosed)) await next(connection);
        else connection.Abort(new ConnectionAbortedException("the peer does not know the cluster secret"));
    };

    public ConnectionDelegate Call(ConnectionDelegate next) => async connection =>
    {
        if (!await secret.TryCallAsync(connection.Transport.Input, connection.Transport.Output, connection.ConnectionClosed))
            throw new ConnectionAbortedException("the silo refused this process: another cluster secret, or no silo of this cluster");
        await next(connection);
    };
}
