import Glibc
import Testing

@testable import ColumnStore

@Suite struct SystemErrorsTests {
    @Test(
        arguments: [
            (ENOSPC, .full), (EDQUOT, .full), (EFBIG, .full), (EACCES, .access), (EROFS, .access), (ENOENT, .gone),
            (EMFILE, .access), (EIO, .access),
        ] as [(Int32, StoreError.Code)])
    func eachErrorHasItsKindAndNamesTheFile(number: Int32, code: StoreError.Code) {
        let error = StoreError.system(number, "write", "/some/where")
        #expect(error.code == code)
        #expect(error.message.hasPrefix("cannot write /some/where: "))
    }
}
