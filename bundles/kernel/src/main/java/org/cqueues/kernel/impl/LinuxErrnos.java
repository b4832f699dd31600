package org.cqueues.kernel.impl;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Linux's error numbers: table. Generic numbering, that of x86, ARM, RISC-V, s390, LoongArch and, with one difference, PowerPC. MIPS, SPARC, Alpha and
 * PA-RISC number differently.
 *
 * @see <a href="https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/tree/include/uapi/asm-generic/errno.h">errno.h</a>
 */
final class LinuxErrnos {
    /** By number, from 1 on; a dash stands for a number that is not used. */
    private static final String GENERIC =
            """
            EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD EAGAIN ENOMEM EACCES EFAULT ENOTBLK EBUSY EEXIST
            EXDEV ENODEV ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY ETXTBSY EFBIG ENOSPC ESPIPE EROFS EMLINK EPIPE EDOM
            ERANGE EDEADLK ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY ELOOP - ENOMSG EIDRM ECHRNG EL2NSYNC EL3HLT EL3RST ELNRNG
            EUNATCH ENOCSI EL2HLT EBADE EBADR EXFULL ENOANO EBADRQC EBADSLT - EBFONT ENOSTR ENODATA ETIME ENOSR ENONET
            ENOPKG EREMOTE ENOLINK EADV ESRMNT ECOMM EPROTO EMULTIHOP EDOTDOT EBADMSG EOVERFLOW ENOTUNIQ EBADFD EREMCHG
            ELIBACC ELIBBAD ELIBSCN ELIBMAX ELIBEXEC EILSEQ ERESTART ESTRPIPE EUSERS ENOTSOCK EDESTADDRREQ EMSGSIZE
            EPROTOTYPE ENOPROTOOPT EPROTONOSUPPORT ESOCKTNOSUPPORT EOPNOTSUPP EPFNOSUPPORT EAFNOSUPPORT EADDRINUSE
            EADDRNOTAVAIL ENETDOWN ENETUNREACH ENETRESET ECONNABORTED ECONNRESET ENOBUFS EISCONN ENOTCONN ESHUTDOWN
            ETOOMANYREFS ETIMEDOUT ECONNREFUSED EHOSTDOWN EHOSTUNREACH EALREADY EINPROGRESS ESTALE EUCLEAN ENOTNAM ENAVAIL
            EISNAM EREMOTEIO EDQUOT ENOMEDIUM EMEDIUMTYPE ECANCELED ENOKEY EKEYEXPIRED EKEYREVOKED EKEYREJECTED EOWNERDEAD
            ENOTRECOVERABLE ERFKILL EHWPOISON
            """;

    private LinuxErrnos() {}

    /**
     * {@return each name with its number; where several names share one, the canonical one comes first}
     *
     * @param powerpc whether the machine is a PowerPC, the one where EDEADLOCK is no alias
     */
    static Map<String, Integer> codes(boolean powerpc) {
        Map<String, Integer> codes = new LinkedHashMap<>();
        String[] names = GENERIC.trim().split("\\s+");
        for (int i = 0; i < names.length; i++) {
            if (!names[i].equals("-")) {
                codes.put(names[i], i + 1);
            }
        }
        codes.put("EWOULDBLOCK", codes.get("EAGAIN"));
        codes.put("ENOTSUP", codes.get("EOPNOTSUPP"));
        codes.put("EDEADLOCK", powerpc ? 58 : codes.get("EDEADLK"));
        return codes;
    }
}
