using RnnOnnx.Trainer.Corpora;
using Xunit;

namespace RnnOnnx.Trainer.Tests.Fixtures;

/// <summary>A test of real data: reported as not run where a file is missing, for a test that checks nothing must not pass.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DataFactAttribute : FactAttribute
{
    /// <param name="files">The files it needs, below the data folder.</param>
    public DataFactAttribute(params string[] files)
    {
        if (Find(files) is null)
        {
            Skip = $"no {string.Join(", ", files)} on this machine; set RNNONNX_DATA to run it";
        }
    }

    /// <summary>The data folder that has the files which a test was declared to need.</summary>
    public static string Folder(params string[] files) => Find(files) ?? throw new InvalidOperationException("the attribute should have skipped the test");

    private static string? Find(string[] files) => DataFolder.With(DataFolder.All(AppContext.BaseDirectory), files);
}
