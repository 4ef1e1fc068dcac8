extension Shell {
    /// The script that makes the shell ask a program what may stand at the cursor.
    public func script(for program: String) -> String {
        let text =
            switch self {
            case .bash: Self.bashScript
            case .zsh: Self.zshScript
            case .fish: Self.fishScript
            }
        return text.split(separator: "@@", omittingEmptySubsequences: false).joined(separator: program) + "\n"
    }

    private static let bashScript = #"""
        # bash completion for @@: source <(@@ completion bash)
        _@@_complete() {
            local IFS=$'\n' kind line words
            COMPREPLY=()
            mapfile -t words < <("$1" complete bash -- "${COMP_LINE:0:COMP_POINT}" "$2" 2>/dev/null)
            [ ${#words[@]} -gt 0 ] || return 0
            kind=${words[0]}
            case $kind in
            files*) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$2") ;;
            directories*) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$2") ;;
            *) for line in "${words[@]:1}"; do COMPREPLY+=("${line%%$'\t'*}"); done ;;
            esac
            case $kind in *nospace)
                compopt -o nospace
                # A mere list needs no more than what is new.
                [ "$COMP_TYPE" != 63 ] || [ ${#COMPREPLY[@]} -lt 2 ] || COMPREPLY=("${COMPREPLY[@]##* }")
                ;;
            esac
        }
        complete -F _@@_complete @@
        """#

    private static let zshScript = #"""
        #compdef @@
        # zsh completion for @@: source <(@@ completion zsh)
        _@@_complete() {
            local kind line
            local -a answer texts shown options
            line="${(j: :)words[1,CURRENT-1]} ${QIPREFIX}${PREFIX}"
            answer=("${(@f)$("${words[1]}" complete zsh -- "$line" 2>/dev/null)}")
            kind=${answer[1]}
            case $kind in
            files*) _files; return ;;
            directories*) _files -/; return ;;
            esac
            for line in "${(@)answer[2,-1]}"; do
                texts+=("${line%%$'\t'*}")
                if [[ $line == *$'\t'* ]]; then
                    shown+=("${line%%$'\t'*} -- ${line#*$'\t'}")
                else
                    shown+=("${line##* }")
                fi
            done
            [[ $kind == *nospace ]] && options=(-S '')
            (( ${#texts} )) && compadd -Q -U -l -d shown "${(@)options}" -- "${(@)texts}"
        }
        if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
            _@@_complete "$@"
        else
            compdef _@@_complete @@
        fi
        """#

    private static let fishScript = #"""
        # fish completion for @@: @@ completion fish | source
        function __@@_complete
            set -l program (commandline -opc)[1]
            set -l answer (command $program complete fish -- (commandline -cp | string collect) 2>/dev/null)
            switch "$answer[1]"
                case 'files*'
                    __fish_complete_path (commandline -ct)
                case 'directories*'
                    __fish_complete_directories (commandline -ct) ''
                case '*'
                    set -e answer[1]
                    printf '%s\n' $answer
            end
        end
        complete -c @@ -f -a '(__@@_complete)'
        """#
}
