using System.Security.Cryptography;
using System.Text;
using Orchestrator.Gateway.Startup;
using Orchestrator.Hosting.Settings;

namespace Orchestrator.Gateway.Admin;

/// <summary>The key that every admin call carries as "Authorization: Bearer …".</summary>
/// <param name="Value">The key.</param>
/// <param name="File">Where a generated key was written, readable by this user alone; null when it was given.</param>
public sealed record AdminKey(string Value, string? File)
{
    /// <summary>Takes the key from the settings, or else from the data folder, or else makes one and writes it to a file of mode 0600.</summary>
    public static AdminKey Obtain(GatewayOptions options)
    {
        if (options.AdminKey is { } given) return new AdminKey(given, null);
        var folder = options.DataFolder ?? Path.Combine(Path.GetTempPath(), $"orchestrator-{Environment.UserName}");
        var path = Path.Combine(folder, options.DataFolder is null ? $"admin-{options.Port}.key" : "admin.key");
        try
        {
            if (options.DataFolder is not null && System.IO.File.Exists(path) && System.IO.File.ReadAllText(path).Trim() is { Length: > 0 } kept) return new AdminKey(kept, path);
            CreateFolder(folder);
            var key = Convert.ToHexString(RandomNumberGenerator.GetBytes(24)).ToLowerInvariant();
            System.IO.File.Delete(path);
            using (var file = new FileStream(path, ToOwnerOnly())) file.Write(Encoding.ASCII.GetBytes(key + "\n"));
            return new AdminKey(key, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WrongUseException($"the admin key cannot be kept in {path}: {e.Message}; give one in {GatewayOptions.AdminKeyVariable} instead", e);
        }
    }

    /// <summary>Whether an Authorization header carries the key; the comparison takes the same time whatever is wrong.</summary>
    public bool Opens(string? authorization)
    {
        const string scheme = "Bearer ";
        if (authorization is null || !authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return false;
        return CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(authorization[scheme.Length..].Trim())), SHA256.HashData(Encoding.UTF8.GetBytes(Value)));
    }

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static FileStreamOptions ToOwnerOnly()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
