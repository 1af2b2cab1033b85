using System.Reflection;

namespace Orchestrator.Gateway.Admin;

/// <summary>
/// The description of the admin API (OpenAPI) and a page to read and try it. The page is the same everywhere and tells nothing of this system, so
/// it needs no key; it asks for one, and fetches the description and everything else with it.
/// </summary>
internal static class AdminDocs
{
    public const string Description = "admin-openapi.json";
    private const string Page = "admin-docs.html";

    public static void MapPage(IEndpointRouteBuilder routes) => routes.MapGet("/admin/docs", (HttpContext context) =>
    {
        // Nothing from elsewhere runs here, and nobody else may put this page into theirs.
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Text(Read(Page), "text/html; charset=utf-8");
    });

    public static void MapDescription(IEndpointRouteBuilder admin) => admin.MapGet("/openapi.json", () => Results.Text(Read(Description), "application/json; charset=utf-8"));

    internal static string Read(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not in the program"));
        return reader.ReadToEnd();
    }
}
