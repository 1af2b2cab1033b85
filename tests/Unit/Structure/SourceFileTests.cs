using Xunit;

namespace Orchestrator.Unit.Structure;

/// <summary>The scanner behind the rules sees what it looks for, and nothing that only looks like it.</summary>
public sealed class SourceFileTests
{
    [Theory]
    [InlineData("public sealed class A;", "A")]
    [InlineData("public readonly record struct A(int B);", "A")]
    [InlineData("public static unsafe partial class A\n{\n    public enum B { }\n}", "A")]
    [InlineData("public interface A<T>;\n\npublic enum B { C }", "A B")]
    [InlineData("public delegate void A(int b);\n\npublic record B;", "A B")]
    [InlineData("public static partial class A;\npublic static partial class A;", "A")]
    [InlineData("internal sealed class A;\nfile record B;", "")]
    [InlineData("/*\npublic class A;\n*/", "")]
    public void Public_types_are_found(string text, string names) => Assert.Equal(names, string.Join(' ', new SourceFile("src/A/A.cs", text).PublicTypes));

    [Theory]
    [InlineData("class A { struct B; record struct C(int d); }", "A B C")]
    [InlineData("// a class Of its own\nclass A;", "A")]
    [InlineData("var a = \"class B\"; var c = $@\"enum \"\"D\";", "")]
    [InlineData("void A<T>() where T : class { }", "")]
    public void Types_are_found_nested_ones_too(string text, string names) => Assert.Equal(names, string.Join(' ', new SourceFile("src/A/A.cs", text).Types));

    [Theory]
    [InlineData("src/Gateway/Admin/A.cs", "Orchestrator.Gateway.Admin")]
    [InlineData("src/Gateway/A.cs", "Orchestrator.Gateway")]
    [InlineData("tests/Unit/Sampling/A.cs", "Orchestrator.Unit.Sampling")]
    [InlineData("tests/A.cs", "Orchestrator.Tests")]
    [InlineData("bench/A.cs", "Orchestrator.bench")]
    public void Folders_say_which_namespace(string path, string expected) => Assert.Equal(expected, new SourceFile(path, "").ExpectedNamespace);

    [Fact]
    public void A_namespace_with_braces_is_none() => Assert.Null(new SourceFile("src/A/A.cs", "namespace Orchestrator.A\n{\n}\n").Namespace);

    [Fact]
    public void A_last_line_break_is_no_line() => Assert.Equal(2, new SourceFile("src/A/A.cs", "one\ntwo\n").Lines);
}
