using System.Reflection;
using System.Runtime.ExceptionServices;

namespace RnnOnnx.Mutation;

/// <summary>One test of xunit with its arguments, run by reflection: with a test runner between, a mutant would take seconds.</summary>
/// <param name="Name">Class, method and number of the case.</param>
/// <param name="Method">The method.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record TestCase(string Name, MethodInfo Method, object?[] Arguments)
{
    /// <summary>The tests of an assembly's classes, skipped ones left out.</summary>
    public static IEnumerable<TestCase> Of(Type type)
    {
        foreach (var method in type.GetMethods().OrderBy(method => method.Name, StringComparer.Ordinal))
        {
            var fact = method.GetCustomAttributes().FirstOrDefault(attribute => Is(attribute, "Xunit.FactAttribute"));
            if (fact is null || fact.GetType().GetProperty("Skip")?.GetValue(fact) is string)
            {
                continue;
            }

            var data = method.GetCustomAttributes().Where(attribute => Is(attribute, "Xunit.Sdk.DataAttribute")).ToArray();
            var rows = data.Length == 0 ? [[]] : data.SelectMany(attribute => (IEnumerable<object?[]>)attribute.GetType().GetMethod("GetData", [typeof(MethodInfo)])!.Invoke(attribute, [method])!);
            var number = 0;
            foreach (var row in rows)
            {
                yield return new TestCase($"{type.FullName}.{method.Name}#{number++}", method, Filled(method, row));
            }
        }
    }

    /// <summary>Runs the test.</summary>
    /// <exception cref="Exception">The test failed.</exception>
    public void Run()
    {
        try
        {
            var instance = Method.IsStatic ? null : Activator.CreateInstance(Method.DeclaringType!);
            try
            {
                if (Method.Invoke(instance, Arguments) is Task task)
                {
                    task.GetAwaiter().GetResult();
                }
            }
            finally
            {
                (instance as IDisposable)?.Dispose();
            }
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            ExceptionDispatchInfo.Throw(e.InnerException);
        }
    }

    private static bool Is(Attribute attribute, string name)
    {
        for (var type = attribute.GetType(); type is not null; type = type.BaseType)
        {
            if (type.FullName == name)
            {
                return true;
            }
        }

        return false;
    }

    // A case may leave arguments with defaults out, and list those of `params`.
    private static object?[] Filled(MethodInfo method, object?[] row)
    {
        var parameters = method.GetParameters();
        if (parameters is [.., var last] && last.IsDefined(typeof(ParamArrayAttribute)) && !(row.Length == parameters.Length && row[^1] is Array))
        {
            var rest = Array.CreateInstance(last.ParameterType.GetElementType()!, row.Length - parameters.Length + 1);
            Array.Copy(row, parameters.Length - 1, rest, 0, rest.Length);
            return [.. row[..(parameters.Length - 1)], rest];
        }

        return [.. row, .. parameters[row.Length..].Select(parameter => parameter.DefaultValue)];
    }
}
