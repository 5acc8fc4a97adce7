package com.openlayer.kafka.connect.jq;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.Function;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Version;
import net.thisptr.jackson.jq.Versions;

/** The functions that a filter can call: those of jackson-jq without access to its surroundings, and {@code sha256}. */
final class JqFunctions {
    static final Version VERSION = Versions.JQ_1_7;

    /** They read the environment, or show what the interpreter holds. */
    private static final Set<String> WITHHELD = Set.of("env/0", "debug_scope/0");

    private static final Scope SCOPE = Scope.newEmptyScope();

    static {
        // The library's class loader: the thread's need not be the plugin's.
        Map<String, Function> functions = new TreeMap<>(BuiltinFunctionLoader.getInstance()
                .listFunctions(BuiltinFunctionLoader.class.getClassLoader(), VERSION, SCOPE));
        functions.keySet().removeAll(WITHHELD);
        functions.putAll(NativeFunctions.all());
        functions.forEach(SCOPE::addFunction);
    }

    private JqFunctions() {}

    /** The scope of the functions, which filters only read. */
    static Scope scope() {
        return SCOPE;
    }

    /** The functions' names, each with the number of its arguments, such as {@code select/1}. */
    static Set<String> signatures() {
        return SCOPE.getLocalFunctions().keySet();
    }
}
