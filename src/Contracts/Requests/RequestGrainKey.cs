namespace Orchestrator.Contracts.Requests;

/// <summary>The key of a request's grain: pool and request.</summary>
public static class RequestGrainKey
{
    public static string For(string pool, RequestId request) => $"{pool}/{request}";

    /// <summary>The pool and the request of a key.</summary>
    public static (string Pool, RequestId Request) Parse(string key)
    {
        var slash = key.LastIndexOf('/');
        return (key[..slash], new RequestId(Guid.ParseExact(key[(slash + 1)..], "N")));
    }
}
