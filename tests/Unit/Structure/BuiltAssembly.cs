using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Xunit;

namespace Orchestrator.Unit.Structure;

/// <summary>What one of our assemblies uses, read from its file without loading it.</summary>
/// <param name="References">Names of the assemblies it uses.</param>
/// <param name="Types">Full names of the types of other assemblies that it uses.</param>
/// <param name="Members">Members of such types, as "Namespace.Type.Member(number of parameters)".</param>
internal sealed record BuiltAssembly(ImmutableHashSet<string> References, ImmutableHashSet<string> Types, ImmutableHashSet<string> Members)
{
    /// <summary>The assembly of a project; skips the calling test when it has not been built beside the tests.</summary>
    public static BuiltAssembly Of(string project)
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"Orchestrator.{project}.dll");
        Assert.SkipUnless(File.Exists(path), $"{path} does not exist");
        using var file = new PEReader(File.OpenRead(path));
        var reader = file.GetMetadataReader();
        return new BuiltAssembly(
            [.. reader.AssemblyReferences.Select(r => reader.GetString(reader.GetAssemblyReference(r).Name))],
            [.. reader.TypeReferences.Select(t => NameOf(reader, t))],
            [.. reader.MemberReferences.Select(m => NameOf(reader, reader.GetMemberReference(m))).OfType<string>()]);
    }

    /// <summary>The other projects it uses.</summary>
    public IEnumerable<string> OwnReferences => References.Where(r => r.StartsWith("Orchestrator.", StringComparison.Ordinal)).Select(r => r["Orchestrator.".Length..]).Order();

    private static string NameOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{NameOf(reader, (TypeReferenceHandle)type.ResolutionScope)}.{name}"
            : $"{reader.GetString(type.Namespace)}.{name}";
    }

    // Members of constructed generics are left out: their parents are signatures, and nothing that is forbidden is generic but tasks, which are types.
    private static string? NameOf(MetadataReader reader, MemberReference member)
    {
        if (member.Parent.Kind != HandleKind.TypeReference) return null;
        var name = $"{NameOf(reader, (TypeReferenceHandle)member.Parent)}.{reader.GetString(member.Name)}";
        if (member.GetKind() == MemberReferenceKind.Field) return name;
        var signature = reader.GetBlobReader(member.Signature);
        if (signature.ReadSignatureHeader().IsGeneric) signature.ReadCompressedInteger();
        return $"{name}({signature.ReadCompressedInteger()})";
    }
}
